import { afterAll, beforeAll, expect, test } from 'vitest';
import { addExplainCommands } from '../../src/cli/explain-commands.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import { channelExists, createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { poll } from '../../src/local/demo/poll.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { runCommands } from '../support/cli.ts';

// What a new user does: tag a channel, stream, end the stream. The channel is deleted, as explained before.

const TIMEOUT_MS = 15_000;

let stack: Stack;
let client: DemoClient;
beforeAll(async () => {
  const delays = { streamStartMs: 20, streamEndMs: 20 };
  stack = await startStack({
    port: 0,
    schedules: 'off',
    warm: false,
    simulator: { delays },
    log: () => undefined,
  });
  client = new DemoClient(stack.endpoint);
});
afterAll(async () => {
  client?.close();
  await stack?.close();
});

const ask = (channelArn: string) =>
  client.invoke<Explanation & { gone?: true }>('explainChannels', { channelArn });
const runCommand = async (...args: string[]) => {
  const invoke = (name: string, payload: unknown) => client.invoke(name, payload);
  return (await runCommands(addExplainCommands, args, invoke, { now: Date.now })).printed;
};
/** @returns the explanation once the channel's streams are in that state */
const explanationOnce = (arn: string, state: string) =>
  poll(TIMEOUT_MS, async () => {
    const explanation = await ask(arn);
    return explanation.streams.state === state ? explanation : undefined;
  });

test('the stack does what it explains, from the first stream to the deletion', async () => {
  const { arn, streamKey } = await createChannel(client, 'quiz', { 'autopilot:auto-delete': '2s' });
  expect(await ask(arn)).toMatchObject({
    streams: { state: 'never-streamed' },
    cleanup: { action: 'delete-channel', reason: 'never-streamed' },
  });

  const { streamId = '' } = await client.connect(streamKey);
  const live = await explanationOnce(arn, 'live');
  expect(live?.cleanup).toMatchObject({ action: 'delete-channel', reason: 'live' });
  await client.invoke('deleteDueChannels', {});
  expect(await channelExists(client, arn)).toBe(true);

  await client.disconnect(streamId);
  const ended = await explanationOnce(arn, 'offline');
  const dueAt = ended?.cleanup.dueAt ?? '';
  expect(await runCommand('explain', arn)).toContain('quiz');
  expect(await runCommand('plan')).toMatch(/quiz +\S+ +delete/);
  const deletedAt = await poll(TIMEOUT_MS, async () => {
    const startedAt = new Date().toISOString();
    await client.invoke('reconcile', {});
    await client.invoke('deleteDueChannels', {});
    if (!(await channelExists(client, arn))) return new Date().toISOString();
    expect(startedAt < dueAt, `due at ${dueAt}, still there at ${startedAt}`).toBe(true);
    return undefined;
  });
  expect(String(deletedAt) >= dueAt, `due at ${dueAt}, deleted by ${deletedAt}`).toBe(true);

  expect(await ask(arn)).toMatchObject({ gone: true, sessions: [{ streamId, state: 'ended' }] });
  expect(await runCommand('audit', arn)).toMatch(/delete-channel +done +grace-over/);
});
