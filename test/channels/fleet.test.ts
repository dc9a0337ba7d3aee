import { expect, test } from 'vitest';
import { DueChannelQueue } from '../../src/channels/due-channel-queue.ts';
import { DueList } from '../../src/channels/due-list.ts';
import { deleteDueChannels } from '../../src/cleanup/delete-due-channels.ts';
import { KeyCreations } from '../../src/rotation/key-creations.ts';
import { rotateStreamKeys } from '../../src/rotation/rotate-stream-keys.ts';
import { autopilot, HOUR, MINUTE } from '../support/autopilot.ts';
import { memoryBus } from '../support/bus.ts';
import { memoryChannelStore } from '../support/channels.ts';
import {
  memoryChannelCountStore,
  memoryRollingCountStore,
  memoryStopStore,
} from '../support/cleanup.ts';
import { fakeClock } from '../support/clock.ts';
import { memoryRevocationStore } from '../support/revocations.ts';
import { Fleet } from './support/fleet.ts';

const CALLS_PER_SECOND = 5;
const MONTHLY = { 'autopilot:rotate-key': '30d' };
const rotation = () => ({
  settings: { mode: 'apply' as const, endGraceMs: 5 * MINUTE },
  overdueAlarmMs: 24 * HOUR,
  bus: memoryBus(),
  creations: new KeyCreations(),
  revocations: memoryRevocationStore(),
  channelCounts: memoryChannelCountStore(),
  rotations: memoryRollingCountStore(),
  limits: { max: 100_000, maxShare: 1, windowMs: 24 * HOUR },
});

test('with the whole quota, several runs rotate nearly five keys per second', async () => {
  const channels = 350;
  const fleet = await Fleet.create({ channels, tags: MONTHLY, share: 1 });
  const more = rotation();
  const progress = await fleet.run((deps) => rotateStreamKeys({ ...deps, ...more }));
  expect(progress).toMatchObject({ counts: { rotated: channels }, violations: 0, throttled: 0 });
  expect(progress.windows.at(-1)).toBeLessThanOrEqual(100);
  expect(progress.runs).toBeGreaterThan(1);
  expect(progress.doneAt / 1_000).toBeLessThanOrEqual((1.15 * channels) / CALLS_PER_SECOND);
});

test('with the whole quota, nearly five channels per second are deleted', async () => {
  const channels = 150;
  const tags = { 'autopilot:auto-delete': 'true' };
  const fleet = await Fleet.create({ channels, tags, share: 1 });
  const stores = {
    channelCounts: memoryChannelCountStore(),
    deletions: memoryRollingCountStore(),
    stops: memoryStopStore(),
    bus: memoryBus(),
  };
  const rules = { mode: 'apply', defaultGraceMs: MINUTE, neverLiveMs: 0 } as const;
  const cleanup = {
    ...rules,
    limits: { maxDeletes: channels, maxShare: 1, windowMs: 1_440 * MINUTE },
  };
  const progress = await fleet.run((deps) =>
    deleteDueChannels({ ...deps, ...stores, settings: cleanup }),
  );
  expect(progress).toMatchObject({ counts: { deleted: channels }, violations: 0, throttled: 0 });
  expect(progress.doneAt / 1_000).toBeLessThanOrEqual((1.15 * channels) / CALLS_PER_SECOND);
  expect(stores.bus.events).toHaveLength(channels);
  // An answer from IVS (80 ms) and a read of the table (5 ms).
  expect(progress.windows).toHaveLength(channels);
  expect(progress.windows.at(-1)).toBeLessThanOrEqual(100);
});

test.each([
  [0.6, 120],
  [0.05, 15],
])('with a quota share of %f, the rate is as close to the limit', async (share, channels) => {
  const fleet = await Fleet.create({ channels, tags: MONTHLY, share });
  const more = rotation();
  const progress = await fleet.run((deps) => rotateStreamKeys({ ...deps, ...more }));
  expect(progress).toMatchObject({ counts: { rotated: channels }, violations: 0 });
  const ideal = channels / (CALLS_PER_SECOND * share);
  expect(progress.doneAt / 1_000).toBeLessThanOrEqual(1.15 * ideal);
});

test('slow answers of IVS do not widen the time between the final check and the deletion beyond a second', async () => {
  const channels = 40;
  const fleet = await Fleet.create({ channels, tags: MONTHLY, share: 0.6, ivsMs: 800 });
  const more = rotation();
  const progress = await fleet.run((deps) => rotateStreamKeys({ ...deps, ...more }));
  expect(progress.counts.rotated).toBe(channels);
  expect(progress.windows.at(-1)).toBeLessThanOrEqual(1_000);
});

test('throttled requests slow the rotation down, and no channel fails', async () => {
  const channels = 60;
  const fleet = await Fleet.create({ channels, tags: MONTHLY, share: 1 });
  const throttle = {
    GetStream: 0.2,
    GetStreamSession: 0.2,
    DeleteStreamKey: 0.2,
    CreateStreamKey: 0.2,
  };
  fleet.simulator.setFaults({ seed: 7, throttle });
  const more = rotation();
  const { counts, throttled } = await fleet.run((deps) => rotateStreamKeys({ ...deps, ...more }));
  expect(counts.rotated).toBe(channels);
  expect(counts.failed).toBeUndefined();
  expect(throttled).toBeGreaterThan(channels / 4);
});

test('a channel that is marked again while a worker handles it is not given to a second worker', async () => {
  const channels = memoryChannelStore();
  const arns = Array.from({ length: 60 }, (_, i) => `arn-${String(i).padStart(2, '0')}`);
  const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
  for (const [i, arn] of arns.entries()) await channels.markDue(arn, 'rotation', at(i));
  const ivs = { batchGetChannels: async (all: string[]) => all.map((arn) => ({ arn })) };
  const clock = fakeClock(Date.parse(at(3_600)));
  const list = () => new DueList({ kind: 'rotation', channels, clock });
  const queue = new DueChannelQueue({ due: list(), channels, ivs, refillBelow: 1 });
  const first = await queue.take();
  if (!first) throw new Error('no channel is due');
  // A late event: its time is in the past, but after those of the channels that were listed.
  await channels.update(first.record, { rotationDueAt: at(100) });
  const taken = [first.record.channelArn];
  for (let next = await queue.take(); next; next = await queue.take()) {
    taken.push(next.record.channelArn);
  }
  expect(taken.sort()).toEqual(arns);
  queue.release(first);
  const again = new DueChannelQueue({ due: list(), channels, ivs, refillBelow: 1 });
  expect((await again.take())?.record.channelArn).toBe(arns[1]);
});

test('one worker fetches the next page while the others work, and memory holds about one page', async () => {
  const world = autopilot();
  for (let i = 0; i < 170; i++)
    world.channels.markDue(await world.createChannel(MONTHLY), 'rotation', '2026');
  let [waiting, most, requests] = [0, 0, 0];
  const ivs = {
    async batchGetChannels(all: string[]) {
      requests++;
      waiting += all.length;
      most = Math.max(most, waiting);
      return all.map((arn) => ({ arn }));
    },
  };
  const { channels } = world;
  const queue = new DueChannelQueue({
    due: new DueList({ kind: 'rotation', channels, clock: world.clock }),
    channels,
    ivs,
    refillBelow: 3,
  });
  const work = async () => {
    for (let due = await queue.take(); due; due = await queue.take()) {
      waiting--;
      await new Promise((resolve) => setImmediate(resolve));
      queue.release(due);
    }
  };
  await Promise.all([work(), work(), work()]);
  expect([requests, waiting]).toEqual([4, 0]);
  expect(most).toBeLessThanOrEqual(50 + 3);
});
