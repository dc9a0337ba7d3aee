import { afterAll, beforeAll, expect, test } from 'vitest';
import { addExplainCommands } from '../../src/cli/explain-commands.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { channelExists, createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { poll } from '../../src/local/demo/poll.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { runCommands } from '../support/cli.ts';

// As a new user would try it: tag, stream, end, deleted; and what the operator is told at every stage.

const PATIENCE_MS = 15_000;

let stack: Stack;
let world: DemoClient;
beforeAll(async () => {
  const delays = { streamStartMs: 20, streamEndMs: 20 };
  stack = await startStack({
    port: 0,
    schedules: 'off',
    simulator: { delays },
    log: () => undefined,
  });
  world = new DemoClient(stack.endpoint);
});
afterAll(async () => {
  world?.close();
  await stack?.close();
});

const ask = (channelArn: string) =>
  world.invoke<Explanation & { gone?: true }>('explainChannels', { channelArn });
const type = async (...args: string[]) => {
  const invoke = (name: string, payload: unknown) => world.invoke(name, payload);
  return (await runCommands(addExplainCommands, args, invoke, { now: Date.now })).printed;
};
/** @returns what is said once the channel's streams are in that state */
const once = (arn: string, state: string) =>
  poll(PATIENCE_MS, async () => {
    const told = await ask(arn);
    return told.streams.state === state ? told : undefined;
  });

test('what is explained is what happens, from the first stream to the deletion', async () => {
  const { arn, streamKey } = await createChannel(world, 'quiz', { 'autopilot:auto-delete': '2s' });
  expect(await ask(arn)).toMatchObject({
    streams: { state: 'never-streamed' },
    cleanup: { action: 'delete-channel', reason: 'never-streamed' },
  });

  const { streamId = '' } = await world.connect(streamKey);
  const live = await once(arn, 'live');
  expect(live?.cleanup).toMatchObject({ action: 'delete-channel', reason: 'live' });
  await world.invoke('deleteDueChannels', {});
  expect(await channelExists(world, arn)).toBe(true);

  await world.disconnect(streamId);
  const ended = await once(arn, 'offline');
  const dueAt = ended?.cleanup.dueAt ?? '';
  expect(await type('explain', arn)).toContain('quiz');
  expect(await type('plan')).toMatch(/quiz +\S+ +delete/);
  const deletedAt = await poll(PATIENCE_MS, async () => {
    const begun = new Date().toISOString();
    await world.invoke('reconcile', {});
    await world.invoke('deleteDueChannels', {});
    if (!(await channelExists(world, arn))) return new Date().toISOString();
    expect(begun < dueAt, `it was due at ${dueAt}, and stays at ${begun}`).toBe(true);
    return undefined;
  });
  expect(String(deletedAt) >= dueAt, `due at ${dueAt}, deleted by ${deletedAt}`).toBe(true);

  expect(await ask(arn)).toMatchObject({ gone: true, sessions: [{ streamId, state: 'ended' }] });
  expect(await type('audit', arn)).toMatch(/delete-channel +done +grace-over/);
});
