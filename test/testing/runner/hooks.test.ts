import { expect, test } from 'vitest';
import { findHooks, hooksOf, withFirstArgument } from '../../../src/testing/runner/hooks.ts';

const named = (runner: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, () => `${runner} ${name}`]));
const JEST = named('jest', ['beforeAll', 'beforeEach', 'afterEach', 'afterAll']);
const VITEST = named('vitest', ['beforeAll', 'beforeEach', 'afterEach', 'afterAll']);
const MOCHA = named('mocha', ['before', 'beforeEach', 'afterEach', 'after']);
const NODE = named('node', ['before', 'beforeEach', 'afterEach', 'after']);
const nothing = async () => undefined;

function find(globals: object, environment = {}, nodeTest: object | undefined = NODE) {
  const { hooks, origin } = findHooks({ globals, environment, nodeTest: () => nodeTest });
  return [origin, hooks.beforeAll(nothing), hooks.afterAll(nothing)];
}

test('global hooks are used where they exist: jest, vitest with globals, Mocha', () => {
  expect(find(JEST)).toEqual(['the global functions', 'jest beforeAll', 'jest afterAll']);
  expect(find(MOCHA)).toEqual(['the global functions', 'mocha before', 'mocha after']);
});

test('vitest without globals is found', () => {
  const globals = { __vitest_worker__: {}, __vitest_index__: VITEST };
  expect(find(globals)).toEqual(['vitest', 'vitest beforeAll', 'vitest afterAll']);
});

test('without any other runner, the hooks are those of node:test', () => {
  expect(find({})).toEqual(['node:test', 'node before', 'node after']);
  // A process that jest has started.
  const environment = { JEST_WORKER_ID: '1', NODE_TEST_CONTEXT: 'child-v8' };
  expect(find({}, environment)).toEqual(['node:test', 'node before', 'node after']);
});

test('a runner that hides its hooks is an error that says how to pass them', () => {
  const pass = 'useSimulator({ hooks: { beforeAll, beforeEach, afterEach, afterAll } })';
  expect(() => find({}, { JEST_WORKER_ID: '1' })).toThrow(
    `useSimulator: jest runs this file, but beforeAll, beforeEach, afterEach and afterAll are not global. Import them from '@jest/globals'. Pass them: ${pass}.`,
  );
  expect(() => find({ __vitest_worker__: {} })).toThrow("Import them from 'vitest'");
  expect(() => findHooks({ globals: {}, environment: {}, nodeTest: () => undefined })).toThrow(
    `useSimulator: found no test runner. Pass them: ${pass}.`,
  );
});

test('an object that lacks a hook has no hooks', () => {
  const { afterEach: _, ...others } = JEST;
  expect(hooksOf(others)).toBeUndefined();
  expect(hooksOf(undefined)).toBeUndefined();
  expect(hooksOf({ ...JEST, afterAll: 'no function' })).toBeUndefined();
});

test('a hook that reads the context of the test has no parameter: for jest, that would be a callback', async () => {
  const seen: unknown[] = [];
  const hook = withFirstArgument(async (context) => {
    seen.push(context);
  });
  expect(hook).toHaveLength(0);
  expect(String(hook)).toMatch(/^function hook\(\)/);
  await Reflect.apply(hook, undefined, [{ fullName: 'a' }]);
  expect(seen).toEqual([{ fullName: 'a' }]);
});
