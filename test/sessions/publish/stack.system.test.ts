import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecentEvent } from '../../../src/local/bus/recent.ts';
import { createChannel } from '../../../src/local/demo/channels.ts';
import { DemoClient } from '../../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../../src/local/stack.ts';

// What a consumer of the event bus receives, with the deployed handlers and the rules of
// serverless.yml.

/** A second is usual; the machine may be busy with other tests. */
const PATIENCE = { timeout: 40_000 };
let stack: Stack;
let world: DemoClient;
beforeAll(async () => {
  const delays = { streamStartMs: 20, sessionEndMs: 20, streamEndMs: 20 };
  stack = await startStack({ port: 0, schedules: 'off', warm: false, simulator: { delays } });
  world = new DemoClient(stack.endpoint);
});
afterAll(async () => {
  world?.close();
  await stack?.close();
});

async function publishedOf(streamId: string): Promise<RecentEvent['event'][]> {
  const answer = await fetch(`${stack.endpoint}/_sim/events?bus=ivs-autopilot-local`);
  const seen = (await answer.json()) as RecentEvent[];
  const ours = seen.map(({ event }) => event).filter(({ source }) => source === 'ivs-autopilot');
  return ours.filter(({ detail }) => JSON.stringify(detail.session).includes(streamId));
}
const names = async (streamId: string) =>
  (await publishedOf(streamId)).map((event) => event['detail-type']);

async function connect(streamKey: string): Promise<string> {
  const { streamId } = await world.connect(streamKey);
  if (streamId === undefined) throw new Error('the encoder was refused');
  return streamId;
}

test('Session Started and Session Ended are published with one id each, though IVS sends every event twice', async () => {
  await world.sim('PUT', '/_sim/faults', { duplicate: 1 });
  const { arn, streamKey } = await createChannel(world, 'published', {});
  const streamId = await connect(streamKey);
  await expect.poll(() => names(streamId), PATIENCE).toContain('Session Started');
  await world.disconnect(streamId);
  await expect.poll(() => names(streamId), PATIENCE).toContain('Session Ended');
  await sleep(300);
  const all = await publishedOf(streamId);
  const [started, ended] = ['Session Started', 'Session Ended'].map((name) =>
    all.find((event) => event['detail-type'] === name),
  );
  expect(started).toMatchObject({
    'detail-type': 'Session Started',
    resources: [arn],
    detail: { id: `session-started:${streamId}`, session: { channelArn: arn, state: 'live' } },
  });
  expect(ended).toMatchObject({
    detail: { id: `session-ended:${streamId}`, session: { state: 'ended' } },
  });
  expect(started?.time).toBe(`${String(started?.detail.at).slice(0, 19)}Z`);
  // Two deliveries at the same time may both publish the event, with the same id.
  expect(new Set(all.map(({ detail }) => detail.id)).size).toBe(2);
}, 100_000);

test('a stream is published as repaired if none of its events was delivered', async () => {
  await world.sim('PUT', '/_sim/faults', { drop: 1 });
  const { streamKey } = await createChannel(world, 'lost', {});
  const streamId = await connect(streamKey);
  await expect
    .poll(async () => {
      await world.invoke('reconcile', {});
      return names(streamId);
    }, PATIENCE)
    .toEqual(expect.arrayContaining(['Session Started', 'Session Repaired']));
  await world.disconnect(streamId);
  await expect
    .poll(async () => {
      await world.invoke('reconcile', {});
      return names(streamId);
    }, PATIENCE)
    .toContain('Session Ended');
  const ended = (await publishedOf(streamId)).find(
    (event) => event['detail-type'] === 'Session Ended',
  );
  expect(ended?.detail).toMatchObject({ repaired: true, session: { repaired: true } });
}, 100_000);
