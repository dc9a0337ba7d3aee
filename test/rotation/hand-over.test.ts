import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { StreamKeyValue } from '../../src/ivs/stream-key-value.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { Crash, type Fault, faulty } from '../support/faults.ts';
import { keyWorld, MINUTE } from './support/world.ts';

const ON_END = { 'autopilot:rotate-key': 'on-end' };
const KINDS: Fault['kind'][] = ['crash-before', 'crash-after', 'cut', 'refuse'];
type World = ReturnType<typeof keyWorld>;

/** A channel whose stream has ended, so that its key is due. */
async function due(seed?: number, keySecrets = true) {
  const world = keyWorld(seed, keySecrets);
  const { arn, key } = await world.createChannel(ON_END);
  const { streamId } = world.simulator.connectEncoder({ streamKey: key.value });
  world.time.advance(MINUTE);
  world.simulator.disconnectEncoder(streamId);
  world.time.advance(MINUTE);
  await world.deliver();
  return { world, arn, old: key };
}

/** Runs until nothing is due, as the schedule would. */
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
  expect(world.secrets.kept.get(name)).toMatchObject({ streamKeyArn: key?.arn, value: key?.value });
  expect(world.secrets.kept.get(name)?.ingestEndpoint).toMatch(/global-contribute/);
  const told = new Map(world.bus.events.map((event) => [event.detail.id, event]));
  expect([...told.values()]).toMatchObject([
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

/** The event must not come before the value is where it says. */
function watchOrder(world: World): void {
  const { publish: put } = world.bus;
  world.bus.publish = async (events) => {
    for (const { detail } of events)
      expect(world.secrets.kept.get(String(detail.secretName))?.streamKeyArn).toBe(
        detail.streamKeyArn,
      );
    await put(events);
  };
}

test('the new value is in the secret store before the event says so', async () => {
  const { world, arn, old } = await due();
  watchOrder(world);
  expect(await world.rotate()).toMatchObject({ counts: { rotated: 1 } });
  expect(world.simulator.report().requests).not.toHaveProperty('GetStreamKey');
  await expectHandedOver(world, arn, old.arn);
  expect(await world.rotate()).toMatchObject({ due: 0 });
});

describe.each(KINDS)('%s at any call', (kind) => {
  test('the key is replaced once, kept and told of', async () => {
    let call = 0;
    for (let reached = true; reached; call++) {
      const { world, arn, old } = await due();
      watchOrder(world);
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
      // One that failed before it had begun is put off for five minutes.
      world.time.advance(5 * MINUTE);
      await finish(world);
      await expectHandedOver(world, arn, old.arn);
    }
    expect(call).toBeGreaterThan(20);
  });
});

test('while the secret store fails, the channel has its key, nobody is told, and the audit says so once', async () => {
  const { world, arn, old } = await due();
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

test.each([true, false])(
  'a key that somebody else replaced before it was told of is not told of (secrets: %s)',
  async (keySecrets) => {
    const { world, arn } = await due(undefined, keySecrets);
    const { publish: put } = world.bus;
    world.bus.publish = () => Promise.reject(new Error('the bus is down'));
    await world.rotate();
    world.bus.publish = put;
    const [key] = await world.keys(arn);
    await world.simulator.call('DeleteStreamKey', { arn: key?.arn });
    await world.simulator.call('CreateStreamKey', { channelArn: arn });
    await finish(world);
    expect(world.bus.events).toEqual([]);
    expect(world.channels.records.get(arn)).not.toHaveProperty('pendingAnnouncement');
  },
);

test('with throttling and cut connections, every key is replaced once, kept and told of', async () => {
  const runs = Math.ceil(chaosRuns(300) / 5);
  for (let seed = 1; seed <= runs; seed++) {
    const { world, arn, old } = await due(seed);
    watchOrder(world);
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

test('a value shows itself to nobody by accident', () => {
  const value = new StreamKeyValue('sk_us-west-2_secret');
  const key = { value };
  const texts = [`${value}`, JSON.stringify(key), inspect(key, { depth: 9, showHidden: true })];
  for (const text of [...texts, Object.entries(value).join(), String(new Error(`${value}`))])
    expect(text).not.toContain('sk_');
  expect(value.reveal()).toBe('sk_us-west-2_secret');
});
