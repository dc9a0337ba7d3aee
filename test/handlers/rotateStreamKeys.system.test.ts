import { ListStreamKeysCommand } from '@aws-sdk/client-ivs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invoke, startHandlerWorld } from '../support/handlers.ts';

let world: Awaited<ReturnType<typeof startHandlerWorld>>;
let call: (
  name: 'markChannel' | 'recordSessionEvent' | 'rotateStreamKeys',
  event: unknown,
) => Promise<unknown>;
beforeAll(async () => {
  world = await startHandlerWorld({
    ROTATION_END_GRACE: 'none',
    IVS_QUOTA_SHARE: '1',
    RETENTION_DAYS: '90',
  });
  const handlers = {
    markChannel: (await import('../../handlers/markChannel.ts')).handler,
    recordSessionEvent: (await import('../../handlers/recordSessionEvent.ts')).handler,
    rotateStreamKeys: (await import('../../handlers/rotateStreamKeys.ts')).handler,
  };
  call = (name, event) => invoke(name, handlers[name], event);
});
afterAll(() => world.close());

async function deliver() {
  for (const event of world.events.splice(0)) {
    await call('recordSessionEvent', event);
    await call('markChannel', event);
  }
}
const keysOf = async (channelArn: string) =>
  (await world.sdk.send(new ListStreamKeysCommand({ channelArn }))).streamKeys ?? [];

test('after a stream, a channel with rotate-key: on-end has another key, and IVS refuses the old one', async () => {
  const { arn, key, keyArn } = await world.createChannel({ 'autopilot:rotate-key': 'on-end' });
  const other = await world.createChannel({});
  for (const streamKey of [key, other.key]) await world.stream(streamKey);
  await deliver();
  world.skip(1_000);
  expect(await call('rotateStreamKeys', {})).toEqual({
    outcome: 'done',
    due: 2,
    counts: { rotated: 1, untagged: 1 },
  });
  const keys = await keysOf(arn);
  expect(keys).toHaveLength(1);
  expect(keys[0]?.arn).not.toBe(keyArn);
  expect((await keysOf(other.arn))[0]?.arn).toBe(other.keyArn);
  await expect(world.stream(key)).rejects.toThrow();
  expect(await call('rotateStreamKeys', {})).toEqual({ outcome: 'done', due: 0, counts: {} });
  expect(world.simulator.report().violations).toEqual([]);
  expect(await world.tableText()).not.toMatch(/sk_us-west-2/);
});

test('with broken connections and throttling, every channel has exactly one new key in the end', async () => {
  const channels = [];
  for (let i = 0; i < 3; i++) {
    channels.push(await world.createChannel({ 'autopilot:rotate-key': 'on-end' }));
    world.skip(210);
  }
  for (const { key } of channels) await world.stream(key);
  await deliver();
  world.skip(1_000);
  const faults = {
    seed: 7,
    cut: { CreateStreamKey: 0.5, DeleteStreamKey: 0.3 },
    throttle: { GetStream: 0.2 },
  };
  await fetch(`${world.simulator.endpoint}/_sim/faults`, {
    method: 'PUT',
    body: JSON.stringify(faults),
  });
  await call('rotateStreamKeys', {});
  await fetch(`${world.simulator.endpoint}/_sim/faults`, { method: 'PUT', body: '{}' });
  await call('rotateStreamKeys', {});
  for (const { arn, keyArn } of channels) {
    const keys = await keysOf(arn);
    expect(keys).toHaveLength(1);
    expect(keys[0]?.arn).not.toBe(keyArn);
    world.skip(210);
  }
  expect(world.simulator.report().violations).toEqual([]);
});
