import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readServerlessYml } from '../../../src/local/config/serverless.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ivs-autopilot-config-'));
  for (const folder of ['resources', 'scripts', 'src/settings']) {
    mkdirSync(join(directory, folder), { recursive: true });
  }
  put('serverless.yml', 'service: first');
  put('resources/roles.yml', 'Role: {}');
  put('scripts/plugin.cjs', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

const put = (name: string, text: string) => writeFileSync(join(directory, name), text);

/** Stands for the framework: each run has a new number. */
function framework() {
  let runs = 0;
  return async () => ({ run: ++runs });
}

test('the framework runs once while nothing changes', async () => {
  const print = framework();
  expect(await readServerlessYml(directory, [], print)).toEqual({ run: 1 });
  expect(await readServerlessYml(directory, [], print)).toEqual({ run: 1 });
});

const changes: [what: string, change: () => void][] = [
  ['serverless.yml', () => put('serverless.yml', 'service: later')],
  ['an included file', () => put('resources/roles.yml', 'Role: { a: 1 }')],
  ['what a plugin checks', () => put('src/settings/catalog.ts', '')],
  ['a plugin', () => put('scripts/plugin.cjs', '// changed')],
  ['package.json', () => put('package.json', '{}')],
  ['a setting of the framework', () => vi.stubEnv('SLS_GEO_LOCATION', 'x')],
];
test.each(changes)('the framework runs again after a change of %s', async (_, change) => {
  const print = framework();
  await readServerlessYml(directory, [], print);
  change();
  expect(await readServerlessYml(directory, [], print)).toEqual({ run: 2 });
});

test('the framework runs again for other settings', async () => {
  const print = framework();
  await readServerlessYml(directory, [], print);
  expect(await readServerlessYml(directory, ['cleanupMode=plan'], print)).toEqual({ run: 2 });
});

test.each(['serverless.yml', 'resources/roles.yml'])(
  'a result that depends on an environment variable in %s is not stored',
  async (file) => {
    put(file, 'value: $' + '{env:NODE_ENV}');
    const print = framework();
    await readServerlessYml(directory, [], print);
    expect(await readServerlessYml(directory, [], print)).toEqual({ run: 2 });
    expect(readdirSync(directory)).not.toContain('.build');
  },
);

test('an error of the framework is not stored', async () => {
  const failing = readServerlessYml(directory, [], async () => {
    throw new Error('serverless.yml is wrong');
  });
  await expect(failing).rejects.toThrow('serverless.yml is wrong');
  expect(await readServerlessYml(directory, [], framework())).toEqual({ run: 1 });
});
