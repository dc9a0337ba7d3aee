import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { StreamKeyValue } from '../../src/ivs/stream-key-value.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { Crash, type Fault, faulty } from '../support/faults.ts';
import { keyWorld, MINUTE } from './support/world.ts';

const ON_END = { 'autopilot:rotate-key': 'on-end' };
const KINDS: Fault['kind'][] = ['crash-before', 'crash-after', 'cut', 'refuse'];
type World = ReturnType<typeof keyWorld>;

/** A channel whose stream has ended, so that its key is due for rotation. */
async function dueChannel(seed?: number, keySecrets = true) {
  const world = keyWorld(seed, keySecrets);
  const { arn, key } = await world.createChannel(ON_END);
  const { streamId } = world.simulator.connectEncoder({ streamKey: key.value });
  world.time.advance(MINUTE);
  world.simulator.disconnectEncoder(streamId);
  world.time.advance(MINUTE);
  await world.deliver();
  return { world, arn, old: key };
}

/** Runs once a minute, as the schedule does, until no channel is due. */
async function finish(world: World): Promise<void> {
  for (let run = 0; run < 4; run++) {
    world.time.advance(MINUTE);
    await world.rotate();
  }
}

async function expectHandedOver(world: World, arn: string, oldKeyArn: string): Promise<void> {
  const [key, ...more] = await world.keys(arn);
  expect(more).toEqual([]);
  expect(key?.arn).not.toBe(oldKeyArn);
  const name = `ivs/test/${arn.split('/').at(-1)}`;
  expect(world.secrets.stored.get(name)).toMatchObject({
    streamKeyArn: key?.arn,
    value: key?.value,
  });
  expect(world.secrets.stored.get(name)?.ingestEndpoint).toMatch(/global-contribute/);
  const eventsById = new Map(world.bus.events.map((event) => [event.detail.id, event]));
  expect([...eventsById.values()]).toMatchObject([
    {
      detailType: 'Stream Key Rotated',
      resources: [arn, key?.arn],
      detail: {
        ...{ streamKeyArn: key?.arn, oldStreamKeyArn: oldKeyArn, secretName: name },
        reason: 'stream-ended',
      },
    },
  ]);
  expect(new Set(world.bus.events.map((event) => JSON.stringify(event))).size).toBe(1);
  const record = world.channels.records.get(arn);
  expect(record?.key?.arn).toBe(key?.arn);
  expect(record).not.toHaveProperty('pendingAnnouncement');
  expect(record).not.toHaveProperty('pendingRotation');
  expect(world.leaks()).toEqual([]);
}

/** Fails if an event is published before its secret holds the key's value. */
function expectValueBeforeEvent(world: World): void {
  const { publish } = world.bus;
  world.bus.publish = async (events) => {
    for (const { detail } of events)
      expect(world.secrets.stored.get(String(detail.secretName))?.streamKeyArn).toBe(
        detail.streamKeyArn,
      );
    await publish(events);
  };
}

test('the secret holds the new value before the event is published', async () => {
  const { world, arn, old } = await dueChannel();
  expectValueBeforeEvent(world);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  expect(world.simulator.report().requests).not.toHaveProperty('GetStreamKey');
  await expectHandedOver(world, arn, old.arn);
  expect(await world.rotate()).toMatchObject({ due: 0 });
});

describe.each(KINDS)('with the fault %s at any call', (kind) => {
  test('the key is rotated once and handed over', async () => {
    let call = 0;
    for (let reached = true; reached; call++) {
      const { world, arn, old } = await dueChannel();
      expectValueBeforeEvent(world);
      reached = false;
      const wrap = (inner: Parameters<typeof faulty>[0]) =>
        faulty(inner, { call, kind }, (number) => {
          reached ||= number === call;
        });
      try {
        await world.rotate(wrap);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        if (error instanceof Crash) world.time.advance(2 * MINUTE);
      }
      // A channel that failed before its rotation began is due again after five minutes.
      world.time.advance(5 * MINUTE);
      await finish(world);
      await expectHandedOver(world, arn, old.arn);
    }
    expect(call).toBeGreaterThan(20);
  });
});

test('while the secret store fails, the channel has its new key, no event is published, and the audit log has one failure', async () => {
  const { world, arn, old } = await dueChannel();
  world.secrets.fails = true;
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  expect(await world.keys(arn)).toHaveLength(1);
  await finish(world);
  expect(world.bus.events).toEqual([]);
  const failed = world.audit.entries.filter(({ action }) => action === 'hand-over');
  expect(failed).toMatchObject([{ outcome: 'failed', evidence: { error: 'SecretStoreError' } }]);
  world.secrets.fails = false;
  await finish(world);
  await expectHandedOver(world, arn, old.arn);
});

test('a hand-over whose channel cannot be read is tried again in the next run', async () => {
  const { world, arn, old } = await dueChannel();
  world.secrets.fails = true;
  await world.rotate();
  world.secrets.fails = false;
  world.time.advance(MINUTE);
  world.simulator.setFaults({
    errors: [{ operation: 'BatchGetChannel', error: 'InternalServerException' }],
  });
  expect(await world.rotate()).toMatchObject({ counts: { failed: 1 } });
  world.simulator.setFaults({});
  world.time.advance(MINUTE);
  await world.rotate();
  await expectHandedOver(world, arn, old.arn);
});

test.each([true, false])(
  'no event is published for a key that somebody else replaced before its hand-over (secrets: %s)',
  async (keySecrets) => {
    const { world, arn } = await dueChannel(undefined, keySecrets);
    const { publish } = world.bus;
    world.bus.publish = () => Promise.reject(new Error('the bus is down'));
    await world.rotate();
    world.bus.publish = publish;
    const [key] = await world.keys(arn);
    await world.simulator.call<object>('DeleteStreamKey', { arn: key?.arn });
    await world.simulator.call('CreateStreamKey', { channelArn: arn });
    await finish(world);
    expect(world.bus.events).toEqual([]);
    expect(world.channels.records.get(arn)).not.toHaveProperty('pendingAnnouncement');
  },
);

test('with throttling and broken connections, every key is rotated once and handed over', async () => {
  const runs = Math.ceil(chaosRuns(300) / 5);
  for (let seed = 1; seed <= runs; seed++) {
    const { world, arn, old } = await dueChannel(seed);
    expectValueBeforeEvent(world);
    const [throttle, cut] = [0.3, 0.3];
    const operations = ['CreateStreamKey', 'DeleteStreamKey', 'GetStreamKey', 'GetStream'];
    world.simulator.setFaults({
      seed,
      throttle: Object.fromEntries(operations.map((name) => [name, throttle])),
      cut: Object.fromEntries(operations.map((name) => [name, cut])),
    });
    for (let run = 0; run < 3; run++) {
      await world.rotate();
      world.time.advance(2 * MINUTE);
    }
    world.simulator.setFaults({});
    world.time.advance(5 * MINUTE);
    await finish(world);
    await expectHandedOver(world, arn, old.arn);
    expect(world.simulator.report().violations, `seed ${seed}`).toEqual([]);
  }
});

test('a StreamKeyValue is not readable in strings, JSON, inspect or errors', () => {
  const value = new StreamKeyValue('sk_us-west-2_secret');
  const key = { value };
  const texts = [`${value}`, JSON.stringify(key), inspect(key, { depth: 9, showHidden: true })];
  for (const text of [...texts, Object.entries(value).join(), String(new Error(`${value}`))])
    expect(text).not.toContain('sk_');
  expect(value.reveal()).toBe('sk_us-west-2_secret');
});
