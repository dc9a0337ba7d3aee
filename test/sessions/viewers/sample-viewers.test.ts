import { describe, expect, test } from 'vitest';
import { OutOfTimeError } from '../../../src/platform/errors.ts';
import { KnownIngest } from '../../../src/sessions/details/known-ingest.ts';
import { recordSessionEvent } from '../../../src/sessions/record-session-event.ts';
import type { SessionId } from '../../../src/sessions/session-id.ts';
import type { SessionSummary } from '../../../src/sessions/summary.ts';
import { toView } from '../../../src/sessions/view.ts';
import type { Count } from '../../../src/sessions/viewers/counts-text.ts';
import { dayOf, dayViewers } from '../../../src/sessions/viewers/day/day.ts';
import type { SampleContext } from '../../../src/sessions/viewers/sample-context.ts';
import { sampleViewers } from '../../../src/sessions/viewers/sample-viewers.ts';
import { memoryBus } from '../../support/bus.ts';
import { type HistoryOptions, ivsHistory, type PastStream } from '../../support/ivs/history.ts';
import { interceptIvs } from '../../support/ivs/intercept.ts';
import { memoryLeaseStore } from '../../support/leases.ts';
import {
  memoryDetailStore,
  memoryViewerDayStore,
  memoryViewerStore,
} from '../../support/memory-details.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { recordObservability } from '../../support/observability.ts';

const MINUTE = 60_000;
const NOW = '2026-11-21T12:00:00.000Z';

/**
 * Live streams with so many viewers, by the name of their channel.
 *
 * @param minutes how long the streams have been live
 */
async function setUp(
  counts: Record<string, number>,
  { minutes = 10, ...options }: HistoryOptions & { minutes?: number } = {},
) {
  const names = Object.keys(counts);
  const plans = names.map((channel) => ({ channel, created: minutes, started: minutes }));
  const quotas = { enforce: false, resources: { channels: 200, concurrentStreams: 200 } };
  const { streams, ...world } = await ivsHistory(plans, NOW, { quotas, ...options });
  const { clock, ivs, simulator } = world;
  const setViewers = (name: string, count: number) =>
    simulator.setViewers(world.arnOf(name), count);
  for (const name of names) setViewers(name, counts[name] ?? 0);
  const streamOf = (name: string) => streams[names.indexOf(name)] as PastStream;
  const seen = recordObservability();
  const [store, viewers, bus] = [memorySessionStore(), memoryViewerStore(), memoryBus()];
  const [leases, viewerDays] = [memoryLeaseStore(), memoryViewerDayStore()];
  const details = memoryDetailStore();
  const knownIngest = new KnownIngest();
  let runs = 0;
  const context = () => ({
    ...{ ...seen, store, viewers, details, bus, ivs },
    ...{ leases, viewerDays, knownIngest, clock, retentionDays: 90 },
    holder: `run-${++runs}`,
    deadline: clock.now() + 50_000,
  });
  return {
    ...{ ...world, details, seen, store, viewers, viewerDays, bus, leases, setViewers, streamOf },
    /** The account's viewers of the day, with the steps that have a count. */
    async day() {
      const day = dayOf(clock.now());
      const { counts, streams, ...rest } = dayViewers(day, await viewerDays.get(day));
      const known = (all: Count[]) =>
        Object.fromEntries(all.flatMap((count, step) => (count === null ? [] : [[step, count]])));
      return { ...rest, counts: known(counts), streams: known(streams) };
    },
    sample: (more: Partial<SampleContext> = {}) => sampleViewers({ ...context(), ...more }),
    record(name: string) {
      const { channelArn, streamId } = streamOf(name);
      return viewers.records.get(`${channelArn} ${streamId}`);
    },
    /** How often an operation was requested. */
    count: (operation: string) => world.operations().filter((one) => one === operation).length,
    /** Delivers Stream Start of a channel's stream. */
    async deliver(name: string): Promise<void> {
      const { streamId } = streamOf(name);
      const accountRegion = { region: 'us-west-2', account: '123456789012' };
      const recorder = { ...seen, store, bus, clock, retentionDays: 90, accountRegion };
      for (const raw of world.events)
        if (raw.detail.stream_id === streamId && raw.detail.event_name === 'Stream Start')
          await recordSessionEvent(raw, recorder);
    },
  };
}

test('each run adds a sample for every live stream', async () => {
  const world = await setUp({ a: 5, b: 0 });
  for (const name of ['a', 'b']) await world.deliver(name);
  expect(await world.sample()).toEqual({
    ...{ outcome: 'done', streams: 2, sampled: 2, unknown: 0, viewers: 5, found: 0 },
    ...{ described: 0, failed: 0 },
  });
  world.clock.advance(MINUTE);
  world.setViewers('a', 9);
  await world.sample();
  expect(world.record('a')).toMatchObject({
    ...{ peak: 9, viewerSeconds: 300, coveredSeconds: 60, lastCount: 9 },
    lastAt: '2026-11-21T12:01:00.000Z',
    expiresAt: Date.parse('2027-02-19T12:01:00.000Z') / 1_000,
  });
  expect(world.record('b')).toMatchObject({ peak: 0, viewerSeconds: 0, coveredSeconds: 60 });
  expect(world.seen.counts).toMatchObject({ ViewerSamples: 4, Viewers: 14 });
});

test('a number of viewers that IVS does not know is no sample', async () => {
  const world = await setUp({ a: 5 }, { viewerCountTimeout: 1 });
  await world.deliver('a');
  expect(await world.sample()).toMatchObject({ streams: 1, sampled: 0, unknown: 1, viewers: 0 });
  expect(world.record('a')).toBeUndefined();
});

test('a minute that is sampled twice, also at the same time, counts once', async () => {
  const world = await setUp({ a: 5 });
  await world.deliver('a');
  await world.sample();
  world.clock.advance(MINUTE);
  const { viewers } = world;
  const concurrent = {
    ...viewers,
    async get(ids: Parameters<typeof viewers.get>[0]) {
      const before = await viewers.get(ids);
      await world.sample({ viewers, leases: memoryLeaseStore() });
      return before;
    },
  };
  expect(await world.sample({ viewers: concurrent })).toMatchObject({ sampled: 0, failed: 0 });
  expect(await world.sample({ leases: memoryLeaseStore() })).toMatchObject({ sampled: 0 });
  expect(world.record('a')).toMatchObject({ viewerSeconds: 300, coveredSeconds: 60 });
});

test('a stream whose start no event reported is added as a session, once, without a further request', async () => {
  const world = await setUp({ a: 5, b: 1 }, { minutes: 20 });
  await world.deliver('b');
  expect(await world.sample()).toMatchObject({ found: 1, sampled: 2 });
  const { streamId } = world.streamOf('a');
  const stored = (id: string) => world.store.summaries.values().find((one) => one.streamId === id);
  expect(stored(world.streamOf('b').streamId)).toMatchObject({ phase: 'LIVE' });
  expect(toView(stored(streamId) as SessionSummary)).toMatchObject({
    ...{ state: 'live', startedAt: '2026-11-21T11:40:00.000Z', repaired: true },
  });
  expect(world.store.summaries.size).toBe(2);
  const repairs = world.bus.events.filter(({ detailType }) => detailType === 'Session Repaired');
  expect(repairs).toMatchObject([{ resources: [world.arnOf('a')] }]);
  expect(await world.sample()).toMatchObject({ found: 0 });
  expect(world.seen.counts).toMatchObject({ SessionsRepaired: 1 });
  expect(world.operations()).toEqual(['ListStreams', 'ListStreams']);
});

test('a start that could not be published is published by the next run, once', async () => {
  const world = await setUp({ a: 5 }, { minutes: 1 });
  const failing = { publish: async () => Promise.reject(new Error('no bus')) };
  expect(await world.sample({ bus: failing })).toMatchObject({ found: 0, failed: 1 });
  for (let minute = 0; minute < 2; minute++) {
    world.clock.advance(MINUTE / 2);
    await world.sample();
  }
  const published = world.bus.events.map(({ detailType }) => detailType);
  expect(published.sort()).toEqual(['Session Repaired', 'Session Started']);
  expect(world.store.events.size).toBe(1);
});

test('a stream is added as a session only after 30 seconds, because its events may be delayed', async () => {
  const world = await setUp({ a: 5 }, { minutes: 1 / 6 });
  expect(await world.sample()).toMatchObject({ found: 0, sampled: 1 });
  world.clock.advance(MINUTE);
  expect(await world.sample()).toMatchObject({ found: 1 });
});

test('a failure for one stream does not prevent the samples of others', async () => {
  const world = await setUp({ a: 5, b: 6 });
  for (const name of ['a', 'b']) await world.deliver(name);
  const { viewers } = world;
  const failing: typeof viewers = {
    ...viewers,
    put: async (after, ...rest) => {
      if (after.channelArn === world.arnOf('a')) throw new Error('the table is busy');
      return viewers.put(after, ...rest);
    },
  };
  expect(await world.sample({ viewers: failing })).toMatchObject({ sampled: 1, failed: 1 });
  expect(world.seen.counts).toMatchObject({ ViewerFailures: 1 });
  expect(world.record('b')).toMatchObject({ peak: 6 });
});

describe('two pages of streams', () => {
  const COUNTS = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`c${i}`, 1]));

  /** The streams, and a run whose time ends before the second page. */
  async function afterFirstPage() {
    const world = await setUp(COUNTS, { minutes: 20 });
    const outOfTime = interceptIvs(world.ivs, {
      async listStreams(send, token) {
        if (token !== undefined) throw new OutOfTimeError('no time left');
        return send(token);
      },
    });
    return { ...world, first: await world.sample({ ivs: outOfTime }) };
  }

  test('need one request for each page', async () => {
    const world = await setUp(COUNTS, { minutes: 20 });
    expect(await world.sample()).toMatchObject({ outcome: 'done', streams: 150, sampled: 150 });
    expect(world.operations()).toEqual(['ListStreams', 'ListStreams']);
  });

  test('a run without time left is no error: the next run continues after the last page', async () => {
    const { first, sample, seen, count, day } = await afterFirstPage();
    expect(first).toMatchObject({ outcome: 'partial', streams: 100 });
    expect((await day()).counts).toEqual({});
    expect(seen.counts).not.toHaveProperty('Viewers');
    expect(await sample()).toMatchObject({ outcome: 'done', streams: 50 });
    expect(await day()).toMatchObject({ counts: { 144: 150 }, streams: { 144: 150 } });
    expect(await sample()).toMatchObject({ outcome: 'done', streams: 150 });
    expect(count('ListStreams')).toBe(1 + 1 + 2);
  });

  test('a run starts at the first page if IVS no longer accepts the saved page token', async () => {
    const { sample, simulator, day } = await afterFirstPage();
    const refused = { operation: 'ListStreams', error: 'ValidationException', times: 1 };
    simulator.setFaults({ errors: [refused] });
    expect(await sample()).toMatchObject({ outcome: 'done', streams: 150 });
    expect(await day()).toMatchObject({ peak: 150, streams: { 144: 150 } });
  });
});

describe("the account's viewers of the day", () => {
  // Step 144 of five minutes begins at noon.
  test('are the greatest sum of each step', async () => {
    const world = await setUp({ a: 5, b: 2 });
    for (const [a, b] of [
      [5, 2],
      [1, 9],
      [0, 0],
      [3, 0],
      [0, 1],
      [2, 2],
    ] as const) {
      world.setViewers('a', a);
      world.setViewers('b', b);
      await world.sample();
      world.clock.advance(MINUTE);
    }
    expect(await world.day()).toEqual({
      ...{ day: '2026-11-21', from: '2026-11-21T00:00:00.000Z', stepSeconds: 300 },
      ...{ counts: { 144: 10, 145: 4 }, streams: { 144: 2, 145: 2 } },
      ...{ peak: 10, peakAt: '2026-11-21T12:01:00.000Z' },
    });
  });

  test('take one write in a run, one when the last stream has ended, and then none', async () => {
    const world = await setUp({ a: 5 });
    const puts: string[] = [];
    const viewerDays: typeof world.viewerDays = {
      get: world.viewerDays.get,
      async put(day, expiresAt) {
        puts.push(`${day.lastStreams} live`);
        await world.viewerDays.put(day, expiresAt);
      },
    };
    const written = async () => {
      puts.length = 0;
      await world.sample({ viewerDays });
      world.clock.advance(MINUTE);
      return [...puts];
    };
    expect(await written()).toEqual(['1 live']);
    expect(await written()).toEqual(['1 live']);
    world.simulator.disconnectEncoder(world.streamOf('a').streamId);
    world.clock.advance(5 * MINUTE);
    expect(await written()).toEqual(['0 live']);
    for (let i = 0; i < 3; i++) expect(await written()).toEqual([]);
    expect(await world.day()).toMatchObject({ counts: { 144: 5, 145: 0 }, streams: { 145: 0 } });
  });

  test('are not written by a stage on which nothing is live', async () => {
    const world = await setUp({});
    const put = () => Promise.reject(new Error('a write'));
    const viewerDays = { get: world.viewerDays.get, put };
    expect(await world.sample({ viewerDays })).toMatchObject({ outcome: 'done', streams: 0 });
    expect((await world.day()).counts).toEqual({});
  });

  test('hold the last number of a stream whose viewers IVS does not know, for three minutes', async () => {
    const world = await setUp({ a: 5, b: 2 });
    const ivs = interceptIvs(world.ivs, {
      async listStreams(send, token) {
        const { items, ...rest } = await send(token);
        return { ...rest, items: items.map((one, i) => (i ? { ...one, viewerCount: -1 } : one)) };
      },
    });
    await world.sample();
    world.clock.advance(3 * MINUTE);
    await world.sample({ ivs });
    world.clock.advance(2 * MINUTE);
    await world.sample({ ivs });
    const { counts } = await world.day();
    expect(counts[144]).toBe(7);
    expect([2, 5]).toContain(counts[145]);
  });

  test('of a new day have an item of their own', async () => {
    const world = await setUp({ a: 5 });
    await world.sample();
    world.clock.advance(12 * 60 * MINUTE);
    world.setViewers('a', 3);
    await world.sample();
    expect(await world.day()).toMatchObject({
      ...{ day: '2026-11-22', counts: { 0: 3 }, peak: 3, peakAt: '2026-11-22T00:00:00.000Z' },
    });
  });
});

test('a run sends no request while another run holds the lease', async () => {
  const world = await setUp({ a: 1 });
  const now = world.clock.now();
  await world.leases.acquire({ name: 'viewers', holder: 'other', now, until: now + 60_000 });
  expect(await world.sample()).toMatchObject({ outcome: 'busy', streams: 0 });
  expect(world.operations()).toEqual([]);
});

describe('what the encoder sends', () => {
  const video = { videoWidth: 1_280, videoHeight: 720, targetBitrate: 2_500_000 };
  type World = Awaited<ReturnType<typeof setUp>>;
  const ingestOf = async (world: World, name: string) =>
    (await world.details.get([world.streamOf(name)]))[0]?.ingest;
  const young = (counts: Record<string, number>, options: HistoryOptions = {}) =>
    setUp(counts, { minutes: 1 / 3, ...options });
  /** IVS now knows the media of a channel's encoder. */
  const describeMedia = ({ simulator, streamOf }: World, name: string) =>
    simulator.describeEncoder(streamOf(name).streamId, { video });

  test('becomes known while a stream is live, by one request', async () => {
    const world = await young({ a: 5 });
    describeMedia(world, 'a');
    expect(await world.sample()).toMatchObject({ described: 1, failed: 0 });
    const width = { width: 1_280, height: 720, bitrate: 2_500_000 };
    expect(await ingestOf(world, 'a')).toEqual({ video: width });
    world.clock.advance(MINUTE);
    expect(await world.sample()).toMatchObject({ described: 0 });
    expect(world.count('GetStreamSession')).toBe(1);
  });

  test('is read at most once by each instance when it is known', async () => {
    const world = await young({ a: 5, b: 1 });
    describeMedia(world, 'a');
    const read: string[][] = [];
    const watched = {
      ...world.details,
      get(ids: SessionId[]) {
        read.push(ids.map(({ channelArn }) => channelArn));
        return world.details.get(ids);
      },
    };
    const another = new KnownIngest();
    const [a, b] = [world.arnOf('a'), world.arnOf('b')];
    await world.sample({ details: watched });
    await world.sample({ details: watched });
    expect(read).toEqual([[a, b], [b]]);
    for (let i = 0; i < 2; i++) await world.sample({ details: watched, knownIngest: another });
    expect(read.slice(2)).toEqual([[a, b], [b]]);
    world.clock.advance(20 * MINUTE);
    await world.sample({ details: watched });
    expect(read.slice(4).flat()).toEqual([]);
  });

  test.each(['absent', 'empty'] as const)(
    'is asked for again while IVS does not know it and its members are %s, but not for ever',
    async (unknownIngest) => {
      const world = await young({ a: 5 }, { unknownIngest });
      for (let minute = 0; minute < 20; minute++) {
        await world.sample();
        world.clock.advance(MINUTE);
      }
      expect(world.count('GetStreamSession')).toBe(15);
      expect(world.details.details.size).toBe(0);
    },
  );

  test('is not asked for while another function holds the lease on the quotas of IVS', async () => {
    const world = await young({ a: 5 });
    const now = world.clock.now();
    await world.leases.acquire({ name: 'ivs', holder: 'other', now, until: now + 60_000 });
    expect(await world.sample()).toMatchObject({ outcome: 'done', sampled: 1, described: 0 });
    expect(world.count('GetStreamSession')).toBe(0);
  });

  test('of one stream becomes known although IVS fails for another', async () => {
    const world = await young({ a: 5, b: 1 });
    for (const name of ['a', 'b']) describeMedia(world, name);
    const resource = world.arnOf('a');
    const broken = { operation: 'GetStreamSession', error: 'InternalServerException', resource };
    world.simulator.setFaults({ errors: [broken] });
    expect(await world.sample()).toMatchObject({ sampled: 2, described: 1, failed: 1 });
    expect(await ingestOf(world, 'b')).toBeDefined();
  });

  test('is left to the next run if the time is not sufficient', async () => {
    const world = await young({ a: 5 });
    const ivs = interceptIvs(world.ivs, {
      getStreamSession: () => Promise.reject(new OutOfTimeError('no time left')),
    });
    expect(await world.sample({ ivs })).toMatchObject({
      ...{ outcome: 'done', described: 0, failed: 0 },
    });
  });
});
