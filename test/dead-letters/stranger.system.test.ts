import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { COMMANDS as CLI } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run.ts';
import { createChannel, type DemoChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { systemClock } from '../../src/platform/clock.ts';

// Plays the section "A poisoned message, step by step" of docs/dead-letters.md on the one-machine stack, as somebody does
// who knows nothing but the page.

const PAGE = readFileSync('docs/dead-letters.md', 'utf8');
const [, section = ''] = PAGE.split('\n## A poisoned message, step by step\n');
const STEPS = section.split('\n## ')[0] ?? '';
/** The commands of the page, in its order. */
const COMMANDS = [...STEPS.matchAll(/^\$ npx ivs-autopilot (.+)$/gm)].map(([, line = '']) => line);
/** The ids in the page's example. */
const EXAMPLE_ID = /\b[0-9a-f]{16}\b/g;

let stack: Stack;
let world: DemoClient;
let channel: DemoChannel;
beforeAll(async () => {
  const simulator = { delays: { streamStartMs: 0 } };
  stack = await startStack({ port: 0, schedules: 'off', warm: false, simulator });
  world = new DemoClient(stack.endpoint);
  channel = await createChannel(world, 'quiz', {});
  await world.connect(channel.streamKey);
}, 60_000);
afterAll(async () => {
  world?.close();
  await stack?.close();
});

/** Runs the command line in this process, without a terminal. */
async function run(line: string): Promise<{ status: number; out: string }> {
  const { port } = new URL(stack.endpoint);
  const args = line.replace('--local', `--local ${port}`).split(' ');
  const [out, input] = [new PassThrough(), new PassThrough()];
  const environment = { env: {}, out, err: out, input, clock: systemClock, timeZone: 'UTC' };
  const status = await runCli(args, CLI, { ...environment, caller: 'alice@laptop' });
  return { status, out: String(out.read() ?? '') };
}

const bodyOf = (route: string): unknown => {
  const [, body = ''] = STEPS.match(new RegExp(`${route} -d '([^']+)'`)) ?? [];
  return JSON.parse(body);
};

test('a stranger finds a poisoned message, why it failed, and gets it to the player, in under five commands', async () => {
  expect(COMMANDS.length).toBeGreaterThan(1);
  expect(COMMANDS.length).toBeLessThan(5);
  await world.sim('PUT', '/_sim/faults', bodyOf('/_sim/faults'));
  const [, payload = ''] = STEPS.match(/--payload '([^']+)'/) ?? [];
  await world.invoke('enqueueMetadata', JSON.parse(payload.replace('<channel ARN>', channel.arn)));

  const [find = '', send = '', ...more] = COMMANDS;
  expect(more).toEqual([]);
  const listed = () =>
    run(find).then(({ out }) => {
      if (!out.includes('sendMetadata')) throw new Error(out);
      return out;
    });
  const list = await vi.waitFor(listed, { timeout: 40_000, interval: 100 });
  expect(list).toContain('IVS refused the metadata (ValidationException)');
  expect(list).toContain('{"goal":1}');
  const [id = ''] = list.match(EXAMPLE_ID) ?? [];

  await world.sim('PUT', '/_sim/faults', {});
  const { status, out } = await run(send.replace(EXAMPLE_ID, id));
  expect({ status, out }).toMatchObject({ status: 0, out: expect.stringContaining('queued') });
  expect(out).toContain('messages: 1 delivered');
  const shown = async () => {
    const cues = await world.cues(channel.arn);
    expect(JSON.stringify(cues)).toContain('goal');
  };
  await vi.waitFor(shown, { timeout: 20_000, interval: 50 });
}, 90_000);

test('the list of ended letters and the audit of the channel name who did it, as the command line says', async () => {
  const by = 'said by the CLI: alice@laptop';
  const ended = await run('dead-letters list --ended --local --json');
  expect(JSON.parse(ended.out)).toMatchObject({
    ended: { how: 'queued', by },
    delivery: { delivered: 1 },
  });
  const audit = await run(`audit ${channel.arn} --local --json`);
  expect(JSON.parse(audit.out)).toMatchObject({ action: 'retry-dead-letters', evidence: { by } });
});
