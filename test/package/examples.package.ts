import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../scripts/docs/pages.ts';
import { parseQueueBody } from '../../src/metadata/format/queue-body.ts';
import { channelArn } from '../metadata/support/senders.ts';
import { QUEUE, startServices } from '../metadata/support/services.ts';
import { EXAMPLES } from './support/examples.ts';
import { openProject, WAYS } from './support/projects.ts';
import { readmeCommands } from './support/readme-commands.ts';

// Runs the commands of each example's README in a copy of the example.

/** What the commands print, of those examples that have commands which end. */
const PRINTED: Record<string, RegExp> = {
  'node-test-js': /pass 2\n/,
  'vitest-ts': /Tests {2}2 passed/,
  jest: /Tests: +3 passed/,
  boto3: /Ran 3 tests[\s\S]*\nOK/,
  commonjs: /Stream Start\nquiz-night is LIVE\n.*Session Ended\n.*Stream End\nqueued as \S+\n/,
  replay: /Stream End is lost \(as in the file\)[\s\S]*Session Ended is lost \(fault\)/,
};
/** Pages: pages.package.ts opens them in a browser. */
const PAGES = ['vite-player', 'web-page'];

let services: Awaited<ReturnType<typeof startServices>>;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

test('examples/README.md lists each folder', async () => {
  const page = await readFile(join(ROOT, 'examples/README.md'), 'utf8');
  const listed = [...page.matchAll(/^\| \[([\w-]+)\]/gm)].map(([, name]) => name);
  expect(listed.sort()).toEqual([...EXAMPLES].sort());
});

test('each example is run', () => {
  expect([...Object.keys(PRINTED), ...PAGES].sort()).toEqual([...EXAMPLES].sort());
});

for (const [name, printed] of Object.entries(PRINTED))
  test.each(WAYS)(`the example ${name} does what its README says (%s)`, async (_title, way) => {
    const { folder, run } = openProject(name, way);
    const commands = await readmeCommands(folder, way.manager);
    expect(commands).not.toEqual([]);
    const script = commands.map(inTest).join('\n');
    const env = name === 'commonjs' ? services.environment : {};
    const { stdout, stderr } = await run('bash', ['-euc', script], { env });
    expect(stdout + stderr).toMatch(printed);
  });

test('the message of the example commonjs is in the queue', async () => {
  const bodies = (await services.take(QUEUE)).map(({ body }) => parseQueueBody(body));
  const messages = bodies.flatMap((queued) => ('messages' in queued ? queued.messages : []));
  const payloads = messages.map(({ payload }) => payload);
  expect(payloads).toEqual(WAYS.map(() => ({ text: 'hello' })));
});

/** Replaces what stands for something else in a README. */
const inTest = (command: string): string =>
  command
    .replace('ivs-autopilot-prod-metadata.fifo', QUEUE)
    .replace('<channel ARN>', channelArn('show'));
