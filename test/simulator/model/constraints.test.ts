import { describe, expect, test } from 'vitest';
import { createSimulator, manualClock, ServiceError } from '../../../src/simulator/index.ts';
import { model, operationOf } from '../../../src/simulator/model/model.ts';
import { brokenCases, exampleOf } from './cases.ts';

const newSimulator = () =>
  createSimulator({ clock: manualClock(), seed: 1, quotas: { enforce: false } });
const failureOf = async (operation: string, input: unknown): Promise<ServiceError | undefined> => {
  try {
    await newSimulator().call<object>(operation, input as object);
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
};

const all = Object.keys(model.operations);
const cases = all.flatMap(brokenCases);

const casesOf = (operation: string) => cases.filter((one) => one.operation === operation);
const isWrongType = ({ constraint }: { constraint: string }) => constraint.endsWith('type');

test(`the model has ${all.length} operations and ${cases.length} constraints to test`, () => {
  console.log(`constraints broken alone: ${cases.length}, in ${all.length} operations`);
  expect(all).toHaveLength(41);
  expect(cases.length).toBeGreaterThan(350);
});

describe.each(all)('%s', (operation) => {
  test('accepts a well-formed request', async () => {
    const { shape } = operationOf(operation).input;
    for (const requiredOnly of [true, false]) {
      const failure = await failureOf(operation, exampleOf(shape, requiredOnly));
      expect(failure?.name).not.toBe('ValidationException');
      expect(failure?.name).not.toBe('UnknownOperationException');
    }
  });

  test('refuses a JSON value of the wrong type before it checks constraints', async () => {
    for (const { member, input } of casesOf(operation).filter(isWrongType)) {
      const failure = await failureOf(operation, input);
      expect(failure).toMatchObject({ name: 'SerializationException', status: 400 });
      const named = member.replace(/\.(\d+)\.member/, (_, n) => `[${n - 1}]`);
      expect(failure?.message.startsWith(named), failure?.message).toBe(true);
      expect(failure?.message).toMatch(/^[\w.[\]-]+: expected .+, received (a|an|null)\b/);
    }
  });

  test('names the member that breaks a constraint', async () => {
    for (const { member, constraint, input } of casesOf(operation)) {
      if (isWrongType({ constraint })) continue;
      const failure = await failureOf(operation, input);
      expect(failure?.name, `${member}: ${constraint}`).toBe('ValidationException');
      expect(failure?.message, constraint).toContain(`'${member}'`);
      expect(failure?.message).toContain('1 validation error');
    }
  });
});

test('an error never quotes the value of a sensitive member', async () => {
  const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/abcdefghijkl';
  const failure = await failureOf('PutMetadata', { channelArn, metadata: '' });
  expect(failure?.message).toMatch(/^1 validation error detected: Value at 'metadata' failed/);
  const wrongType = await failureOf('PutMetadata', { channelArn, metadata: { secret: 'hush' } });
  expect(wrongType?.message).toBe('metadata: expected a string, received an object');
});

test('a pattern must match the whole value, whatever characters it has', async () => {
  const name = (text: string) => failureOf('CreateChannel', { name: text });
  for (const bad of ['a b', 'a\n', '\na', 'ä', 'a.b']) {
    expect((await name(bad))?.message).toContain("'name'");
  }
  expect(await failureOf('CreateChannel', { tags: { '日本 語': 'ß' } })).toBeUndefined();
  expect((await failureOf('CreateChannel', { tags: { '🐙': 'x' } }))?.message).toContain("'tags'");
});

test('an error counts all broken constraints', async () => {
  const failure = await failureOf('CreateChannel', { name: 'a b', type: 'X', tags: { '': 'b' } });
  expect(failure?.message).toMatch(/^3 validation errors detected: .*'name'.*'type'.*'tags'/);
});

test('a null member counts as absent', async () => {
  expect(await failureOf('CreateChannel', { name: null, tags: null })).toBeUndefined();
});
