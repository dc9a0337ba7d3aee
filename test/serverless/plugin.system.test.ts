import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

async function invokeEcho(args: string[], env: Record<string, string> = {}) {
  const outcome = await service.run(
    ['invoke', 'local', '-f', 'echo', '-d', '{"n":1}', ...args],
    env,
  );
  expect(outcome.code, outcome.stderr).toBe(0);
  return JSON.parse(outcome.stdout);
}

test('a package is the function’s own bundle and its map, the same bytes every time', async () => {
  expect((await service.run(['package'])).code).toBe(0);
  const zip = join(service.directory, '.serverless', 'echo.zip');
  expect(zipEntries(zip)).toEqual(['handlers/echo.cjs', 'handlers/echo.cjs.map']);
  const first = digest('echo');
  expect((await service.run(['package'])).code).toBe(0);
  expect(digest('echo')).toBe(first);
});

test('invoke local in stage local means the running stack, with nothing else set', async () => {
  expect(await invokeEcho(['--stage', 'local'])).toEqual({
    event: { n: 1 },
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_REGION: 'us-west-2',
  });
});

test('invoke local keeps what is set, and knows the stack’s port', async () => {
  const set = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'mine' };
  const secret = { AWS_SECRET_ACCESS_KEY: 'mine' };
  expect(await invokeEcho(['--stage', 'local'], { ...set, ...secret })).toMatchObject(set);
  expect(await invokeEcho(['--stage', 'local'], { PORT: '5000' })).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
  });
});

test('invoke local in stage local does not look for the profile of the user’s shell', async () => {
  expect(await invokeEcho(['--stage', 'local'], { AWS_PROFILE: 'corporate' })).toMatchObject({
    AWS_ACCESS_KEY_ID: 'local',
  });
});

test('invoke local in another stage is left to AWS', async () => {
  const answer = await invokeEcho(['--stage', 'dev']);
  expect(answer).not.toHaveProperty('AWS_ENDPOINT_URL');
  expect(answer).not.toHaveProperty('AWS_ACCESS_KEY_ID');
});

test('the source map leads from a stack trace to our file and line', async () => {
  const args = ['invoke', 'local', '-f', 'throwing', '-d', '{"why":"to see where"}'];
  const { code, stdout } = await service.run(args);
  expect(code).toBe(1);
  expect(stdout).toContain('to see where');
  expect(stdout).toContain('handlers/throwing.ts:3:');
});

test('a handler file that is missing is named', async () => {
  const broken = smallService({}, '  lost: { handler: handlers/lost.handler }\n');
  const { code, stdout } = await broken.run(['package']);
  broken.remove();
  expect(code).toBe(1);
  expect(stdout).toContain('handlers/lost.ts does not exist');
});

test('a handler that is not in handlers/ is named', async () => {
  const broken = smallService({ a: 'export {}' }, '  stray: { handler: src/a.handler }\n');
  const { code, stdout } = await broken.run(['package']);
  broken.remove();
  expect(code).toBe(1);
  expect(stdout).toContain(
    'function stray: expected the handler handlers/<name>.handler, received src/a.handler',
  );
});
