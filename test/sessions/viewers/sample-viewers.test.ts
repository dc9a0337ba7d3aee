import { describe, expect, test } from 'vitest';
import type { StreamSession, StreamSummary } from '../../../src/ivs/api.ts';
import { OutOfTimeError } from '../../../src/platform/errors.ts';
import { classify } from '../../../src/sessions/event-meaning.ts';
import { recordEvent } from '../../../src/sessions/record-event.ts';
import { toView } from '../../../src/sessions/view.ts';
import type { SampleContext } from '../../../src/sessions/viewers/sample-context.ts';
import { sampleViewers } from '../../../src/sessions/viewers/sample-viewers.ts';
import { memoryBus } from '../../support/bus.ts';
import { fakeClock } from '../../support/clock.ts';
import { parsedEvent } from '../../support/ivs-events.ts';
import { memoryCursorStore, memoryLeaseStore } from '../../support/leases.ts';
import { memoryDetailStore, memoryViewerStore } from '../../support/memory-details.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { recordObservability } from '../../support/observability.ts';

const MINUTE = 60_000;
const arnOf = (name: string) => `arn:aws:ivs:us-west-2:123456789012:channel/${name}`;

function setUp(counts: Record<string, number>) {
  const clock = fakeClock();
  const started = new Date(clock.now() - 10 * MINUTE);
  const seen = recordObservability();
  const [store, viewers, bus] = [memorySessionStore(), memoryViewerStore(), memoryBus()];
  const details = memoryDetailStore();
  const requests: (string | undefined)[] = [];
  /** What IVS answers about each stream; undefined: not known yet. */
  const sessions: Record<string, StreamSession | undefined> = {};
  const described: string[] = [];
  const streams = (): StreamSummary[] =>
    Object.entries(counts).map(([name, viewerCount]) => ({
      channelArn: arnOf(name),
      streamId: `st-${name}`,
      startTime: started,
      viewerCount,
    }));
  const ivs: SampleContext['ivs'] = {
    async listStreams(token) {
      requests.push(token);
      const from = Number(token ?? 0);
      const items = streams().slice(from, from + 2);
      return { items, ...(from + 2 < streams().length && { nextToken: String(from + 2) }) };
    },
    async getStreamSession(_arn, streamId = '') {
      described.push(streamId);
      return sessions[streamId];
    },
    waitForQuotaWindow: async () => undefined,
  };
  const leases = memoryLeaseStore();
  const cursors = memoryCursorStore();
  let runs = 0;
  const context = () => ({
    ...{ ...seen, store, viewers, details, bus, ivs },
    ...{ leases, cursors, clock, retentionDays: 90 },
    holder: `run-${++runs}`,
    deadline: clock.now() + 50_000,
  });
  return {
    ...{ details, sessions, described },
    ...{ counts, clock, seen, store, viewers, bus, ivs, leases, requests, started },
    sample: (more: Partial<SampleContext> = {}) => sampleViewers({ ...context(), ...more }),
    record: (name: string) => viewers.records.get(`${arnOf(name)} st-${name}`),
    async deliver(name: string) {
      const parts = { channelArn: arnOf(name), streamId: `st-${name}`, name: 'Stream Start' };
      const event = parsedEvent({ ...parts, time: started.toISOString() });
      await recordEvent({ store, bus, clock, retentionDays: 90 }, classify(event));
    },
  };
}

test('each run adds a sample for every live stream, with one request for each page', async () => {
  const world = setUp({ a: 5, b: 0, c: -1 });
  for (const name of ['a', 'b', 'c']) await world.deliver(name);
  expect(await world.sample()).toEqual({
    ...{ outcome: 'done', streams: 3, sampled: 2, unknown: 1, viewers: 5, found: 0 },
    ...{ described: 0, failed: 0 },
  });
  expect(world.requests).toEqual([undefined, '2']);
  world.clock.advance(MINUTE);
  world.counts.a = 9;
  await world.sample();
  expect(world.record('a')).toMatchObject({
    ...{ peak: 9, viewerSeconds: 300, coveredSeconds: 60, lastCount: 9 },
    lastAt: '2026-11-21T12:01:00.000Z',
    expiresAt: Date.parse('2027-02-19T12:01:00.000Z') / 1_000,
  });
  expect(world.record('b')).toMatchObject({ peak: 0, viewerSeconds: 0, coveredSeconds: 60 });
  expect(world.record('c')).toBeUndefined();
  expect(world.seen.counts).toEqual({ ViewerSamples: 4, Viewers: 14 });
});

test('a minute that is sampled twice, also at the same time, counts once', async () => {
  const world = setUp({ a: 5 });
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
  expect(await world.sample()).toMatchObject({ sampled: 0 });
  expect(world.record('a')).toMatchObject({ viewerSeconds: 300, coveredSeconds: 60 });
});

test('a stream whose start no event reported is added as a session, once, without a further request', async () => {
  const world = setUp({ a: 5, b: 1 });
  await world.deliver('b');
  expect(await world.sample()).toMatchObject({ found: 1, sampled: 2 });
  expect([...world.store.summaries.values()].map(toView)).toMatchObject([
    { streamId: 'st-b', state: 'live' },
    { streamId: 'st-a', state: 'live', startedAt: world.started.toISOString(), repaired: true },
  ]);
  const repairs = world.bus.events.filter(({ detailType }) => detailType === 'Session Repaired');
  expect(repairs).toMatchObject([{ resources: [arnOf('a')] }]);
  expect(await world.sample()).toMatchObject({ found: 0 });
  expect(world.seen.counts).toMatchObject({ SessionsRepaired: 1 });
});

test('a start that could not be published is published by the next run, once', async () => {
  const world = setUp({ a: 5 });
  world.started.setTime(world.clock.now() - MINUTE);
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
  const world = setUp({ a: 5 });
  world.started.setTime(world.clock.now() - 10_000);
  expect(await world.sample()).toMatchObject({ found: 0, sampled: 1 });
  world.clock.advance(MINUTE);
  expect(await world.sample()).toMatchObject({ found: 1 });
});

test('a failure for one stream does not prevent the samples of others', async () => {
  const world = setUp({ a: 5, b: 6 });
  for (const name of ['a', 'b']) await world.deliver(name);
  const { viewers } = world;
  const failing: typeof viewers = {
    ...viewers,
    put: async (after, ...rest) => {
      if (after.streamId === 'st-a') throw new Error('the table is busy');
      return viewers.put(after, ...rest);
    },
  };
  expect(await world.sample({ viewers: failing })).toMatchObject({ sampled: 1, failed: 1 });
  expect(world.seen.counts).toMatchObject({ ViewerFailures: 1 });
  expect(world.record('b')).toMatchObject({ peak: 6 });
});

test('a run without time left is no error: the next run continues after the last page', async () => {
  const world = setUp({ a: 1, b: 2, c: 3 });
  const { ivs } = world;
  const outOfTime: typeof ivs = {
    ...ivs,
    async listStreams(token) {
      if (token !== undefined) throw new OutOfTimeError('no time left');
      return ivs.listStreams(token);
    },
  };
  expect(await world.sample({ ivs: outOfTime })).toMatchObject({ outcome: 'partial', streams: 2 });
  expect(world.seen.counts).not.toHaveProperty('Viewers');
  expect(await world.sample()).toMatchObject({ outcome: 'done', streams: 1 });
  expect(await world.sample()).toMatchObject({ outcome: 'done', streams: 3 });
  expect(world.requests).toEqual([undefined, '2', undefined, '2']);
});

test('a run starts at the first page if IVS no longer accepts the saved page token', async () => {
  const world = setUp({ a: 1, b: 2, c: 3 });
  const { ivs } = world;
  const out = new OutOfTimeError('no time left');
  const invalid = Object.assign(new Error('token'), { name: 'ValidationException' });
  const failing = (error: Error): typeof ivs => ({
    ...ivs,
    listStreams: (token) => (token === '2' ? Promise.reject(error) : ivs.listStreams(token)),
  });
  await world.sample({ ivs: failing(out) });
  let asked = 0;
  const forgetful: typeof ivs = {
    ...ivs,
    listStreams: (token) => (asked++ === 0 ? Promise.reject(invalid) : ivs.listStreams(token)),
  };
  expect(await world.sample({ ivs: forgetful })).toMatchObject({ outcome: 'done', streams: 3 });
});

test('a run sends no request while another run holds the lease', async () => {
  const world = setUp({ a: 1 });
  const now = world.clock.now();
  await world.leases.acquire({ name: 'viewers', holder: 'other', now, until: now + 60_000 });
  expect(await world.sample()).toMatchObject({ outcome: 'busy', streams: 0 });
  expect(world.requests).toEqual([]);
});

describe('what the encoder sends', () => {
  const video = { videoWidth: 1_280, videoHeight: 720, targetBitrate: 2_500_000 };
  const SESSION: StreamSession = {
    ingestConfigurations: { videoConfigurations: [video], audioConfigurations: [] },
  };
  const EMPTY = {
    ingestConfigurations: {
      videoConfigurations: [{ codec: '', videoWidth: 0 }],
      audioConfigurations: [],
    },
  };
  const ingestOf = async (world: ReturnType<typeof setUp>, name: string) =>
    (await world.details.get([{ channelArn: arnOf(name), streamId: `st-${name}` }]))[0]?.ingest;
  const young = (counts: Record<string, number>) => {
    const world = setUp(counts);
    world.started.setTime(world.clock.now() - 20_000);
    return world;
  };

  test('becomes known while a stream is live, by one request', async () => {
    const world = young({ a: 5 });
    world.sessions['st-a'] = SESSION;
    expect(await world.sample()).toMatchObject({ described: 1, failed: 0 });
    const width = { width: 1_280, height: 720, bitrate: 2_500_000 };
    expect(await ingestOf(world, 'a')).toEqual({ video: width });
    world.clock.advance(MINUTE);
    expect(await world.sample()).toMatchObject({ described: 0 });
    expect(world.described).toEqual(['st-a']);
  });

  test('is asked for again while IVS does not know it, but not for ever', async () => {
    const world = young({ a: 5, b: 1 });
    world.sessions['st-b'] = EMPTY as StreamSession;
    for (let minute = 0; minute < 20; minute++) {
      await world.sample();
      world.clock.advance(MINUTE);
    }
    expect(world.described).toHaveLength(2 * 15);
    expect(world.details.details.size).toBe(0);
  });

  test('is not asked for while another function holds the lease on the quotas of IVS', async () => {
    const world = young({ a: 5 });
    const now = world.clock.now();
    await world.leases.acquire({ name: 'ivs', holder: 'other', now, until: now + 60_000 });
    expect(await world.sample()).toMatchObject({ outcome: 'done', sampled: 1, described: 0 });
    expect(world.described).toEqual([]);
  });

  test('of one stream becomes known although IVS fails for another', async () => {
    const world = young({ a: 5, b: 1 });
    Object.assign(world.sessions, { 'st-a': SESSION, 'st-b': SESSION });
    const getStreamSession = async (arn: string, streamId?: string) => {
      if (streamId === 'st-a') throw new Error('IVS is busy');
      return world.ivs.getStreamSession(arn, streamId);
    };
    expect(await world.sample({ ivs: { ...world.ivs, getStreamSession } })).toMatchObject({
      ...{ sampled: 2, described: 1, failed: 1 },
    });
    expect(await ingestOf(world, 'b')).toBeDefined();
  });

  test('is left to the next run if the time is not sufficient', async () => {
    const world = young({ a: 5 });
    const getStreamSession = () => Promise.reject(new OutOfTimeError('no time left'));
    expect(await world.sample({ ivs: { ...world.ivs, getStreamSession } })).toMatchObject({
      ...{ outcome: 'done', described: 0, failed: 0 },
    });
  });
});
