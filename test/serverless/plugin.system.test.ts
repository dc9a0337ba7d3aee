import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Service, smallService } from './support/service.ts';
import { zipEntries } from './support/zip.ts';

const ECHO = `
import { helper } from './helper.ts';
const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION } = process.env;
export const handler = async (event: unknown) =>
  helper({ event, AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_REGION });
`;
const THROWING = `
interface Event { why: string }
export const handler = async (event: Event) => { throw new Error(event.why); };
`;
const FUNCTIONS = `
  echo: { handler: handlers/echo.handler }
  throwing: { handler: handlers/throwing.handler }
`;

// Each run of the framework takes a second or two, on a busy machine several.
vi.setConfig({ testTimeout: 60_000 });

let service: Service;
beforeAll(() => {
  const handlers = { echo: ECHO, throwing: THROWING };
  const helper = 'export const helper = <T>(value: T): T => value;';
  service = smallService({ ...handlers, helper }, FUNCTIONS);
});
afterAll(() => service.remove());

const digest = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(join(service.directory, '.serverless', `${name}.zip`)))
    .digest('hex');

test('a package is the function’s own bundle and its map, the same bytes every time', async () => {
  expect((await service.run(['package'])).code).toBe(0);
  const zip = join(service.directory, '.serverless', 'echo.zip');
  expect(zipEntries(zip)).toEqual(['handlers/echo.cjs', 'handlers/echo.cjs.map']);
  const first = digest('echo');
  expect((await service.run(['package'])).code).toBe(0);
  expect(digest('echo')).toBe(first);
});

test('invoke local in stage local means the running stack, with nothing else set', async () => {
  const args = ['invoke', 'local', '-f', 'echo', '-d', '{"n":1}', '--stage', 'local'];
  const { code, stdout, stderr } = await service.run(args);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    event: { n: 1 },
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_REGION: 'us-west-2',
  });
});

// The rest needs no framework: each run of it takes a second or more.
const BundleHandlers = createRequire(import.meta.url)(resolve('scripts/serverless-bundle.cjs'));

/** Starts the plugin as the framework does for `invoke local`. */
function start(stage: string, handler = '') {
  return new BundleHandlers(
    {
      processedInput: { commands: ['invoke', 'local'] },
      getProvider: () => ({ getStage: () => stage }),
      service: { getFunction: () => ({ handler }) },
      serviceDir: service.directory,
      classes: { Error },
    },
    { function: 'f' },
  );
}

/** @returns the environment that a handler gets */
function environmentIn(stage: string, env: Record<string, string>): Record<string, string> {
  const before = process.env;
  process.env = { ...env };
  try {
    start(stage).hooks.initialize();
    return process.env as Record<string, string>;
  } finally {
    process.env = before;
  }
}

test('invoke local keeps what is set, and knows the stack’s port', () => {
  const set = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'mine' };
  expect(environmentIn('local', set)).toMatchObject(set);
  expect(environmentIn('local', { PORT: '5000' })).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
  });
});

test('invoke local in stage local does not look for the profile of the user’s shell', () => {
  const environment = environmentIn('local', { AWS_PROFILE: 'corporate' });
  expect(environment).toMatchObject({ AWS_ACCESS_KEY_ID: 'local' });
  expect(environment).not.toHaveProperty('AWS_PROFILE');
});

test('invoke local in another stage is left to AWS', () => {
  expect(environmentIn('dev', { HOME: '/root' })).toEqual({ HOME: '/root' });
});

test('the source map leads from a stack trace to our file and line', async () => {
  const args = ['invoke', 'local', '-f', 'throwing', '-d', '{"why":"to see where"}'];
  const { code, stdout } = await service.run(args);
  expect(code).toBe(1);
  expect(stdout).toContain('to see where');
  expect(stdout).toContain('handlers/throwing.ts:3:');
});

test('a handler file that is missing is named', async () => {
  const bundling = start('dev', 'handlers/lost.handler').packageFunctions(['lost']);
  await expect(bundling).rejects.toThrow('handlers/lost.ts does not exist');
});

test('a handler that is not in handlers/ is named', async () => {
  await expect(start('dev', 'src/a.handler').packageFunctions(['stray'])).rejects.toThrow(
    'function stray: expected the handler handlers/<name>.handler, received src/a.handler',
  );
});
