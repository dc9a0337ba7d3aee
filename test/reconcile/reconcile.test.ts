import { expect, test } from 'vitest';
import { OutOfTimeError } from '../../src/platform/errors.ts';
import type { StreamPlan } from '../support/ivs/history.ts';
import { interceptIvs } from '../support/ivs/intercept.ts';
import { CHANNEL_ARN, STREAM_ID } from '../support/ivs-events.ts';
import { ago, setUp } from './set-up.ts';

const LIVE = { channel: 'Quiz', created: 31, started: 30 } satisfies StreamPlan;
/** Session Ended 10 minutes ago, Stream End 9 minutes ago. */
const OVER = { ...LIVE, ended: 10 } satisfies StreamPlan;
/** A session that no encoder caused, so that IVS does not know it. */
const UNKNOWN = { channelArn: CHANNEL_ARN, streamId: STREAM_ID };
/** IVS answers as if it did not know any session. */
const FORGETS = {
  errors: [{ operation: 'GetStreamSession', error: 'ResourceNotFoundException' }],
};
/** IVS does not show the ends of sessions for five days. */
const NO_END_TIME = { delays: { sessionEndTimeMs: 5 * 86_400_000 } };

test('a live stream that the table does not know is added, as if its events had been delivered', async () => {
  const { reconcile, views, seen, operations, streams } = await setUp([LIVE]);
  expect(await reconcile()).toEqual({
    live: 1,
    looked: 1,
    repaired: 1,
    failed: 0,
    complete: true,
  });
  expect(views()).toEqual([
    {
      ...streams[0],
      channelName: 'Quiz',
      state: 'live',
      createdAt: ago(31),
      startedAt: ago(30),
      repaired: true,
    },
  ]);
  expect(seen.counts).toMatchObject({ SessionsRepaired: 1, LiveStreams: 1 });
  expect(seen.lines).toContainEqual({
    level: 'warn',
    message: 'session repaired',
    fields: { what: 'opened', ...streams[0], added: ['Stream Start', 'Session Created'] },
  });
  expect(await reconcile()).toMatchObject({ looked: 0, repaired: 0 });
  expect(operations()).toEqual(['ListStreams', 'GetStreamSession', 'ListStreams']);
});

test('a live stream whose session IVS does not know is added with the start time from ListStreams', async () => {
  const { reconcile, view, streams } = await setUp([LIVE], { faults: FORGETS });
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'live', startedAt: ago(30), repaired: true });
});

test('a session that is no longer live is ended with the end that IVS knows', async () => {
  const { deliver, reconcile, view, summaryOf, store, operations, streams } = await setUp([OVER]);
  const [over] = streams;
  await deliver(over, 'Stream Start');
  expect(await reconcile()).toMatchObject({ live: 0, repaired: 1, complete: true });
  expect(view(over)).toMatchObject({
    state: 'ended',
    createdAt: ago(31),
    startedAt: ago(30),
    ingestEndedAt: ago(10),
    endedAt: ago(9),
    repaired: true,
  });
  expect(operations()).toEqual(['ListStreams', 'GetStream', 'GetStreamSession']);
  expect(summaryOf(over)?.phase).toBe('ENDED#2026-11-21');
  expect([...store.events.values()].filter(({ repaired }) => repaired)).toHaveLength(3);
});

test('a long session whose list of events lacks the start gets the start time of its stream session', async () => {
  const starvations: NonNullable<StreamPlan['more']> = Array.from({ length: 250 }, (_, i) => [
    25 - i / 25,
    ({ streamId }, { simulator, clock }) => {
      simulator.starveEncoder(streamId);
      clock.after(1_000, () => void simulator.recoverEncoder(streamId));
    },
  ]);
  const long = await setUp([{ ...OVER, more: starvations }]);
  const { deliver, reconcile, view, ivs, streams } = long;
  const [{ channelArn, streamId }] = streams;
  const { truncatedEvents = [] } = (await ivs.getStreamSession(channelArn, streamId)) ?? {};
  expect(truncatedEvents).toHaveLength(500);
  expect(truncatedEvents.map(({ name }) => name)).not.toContain('Stream Start');
  await deliver(streams[0], 'Session Ended');
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'ended', startedAt: ago(30) });
});

test('a session that has ended is not compared even if the index still lists it as live', async () => {
  const { deliver, reconcile, store, operations, streams } = await setUp([OVER]);
  await deliver(streams[0], 'Stream Start');
  const outdated = await store.list({ phase: 'LIVE' }, 10);
  await deliver(streams[0]);
  const none = { sessions: [], more: false };
  const list: typeof store.list = async (query) =>
    'phase' in query && query.phase === 'LIVE' ? outdated : none;
  expect(await reconcile({ store: { ...store, list } })).toMatchObject({ looked: 0 });
  expect(operations()).toEqual(['ListStreams']);
});

/** GetStreamSession shows no event that is younger than 15 minutes. */
const NO_END_EVENTS = { delays: { sessionEventsMs: 15 * 60_000 } };

test('a session without an end among its events ends at the end time that IVS returns', async () => {
  const { deliver, reconcile, view, streams } = await setUp([OVER], NO_END_EVENTS);
  await deliver(streams[0], 'Stream Start');
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'ended', endedAt: ago(9) });
  expect(view(streams[0])).not.toHaveProperty('ingestEndedAt');
});

test('an event that is delivered after its repair replaces it', async () => {
  const { deliver, deliverForged, reconcile, view, streams } = await setUp([OVER], NO_END_EVENTS);
  await deliver(streams[0], 'Session Created', 'Stream Start');
  await reconcile();
  expect(view(streams[0])).toMatchObject({ endedAt: ago(9), repaired: true });
  // EventBridge and GetStreamSession may differ by some seconds.
  await deliverForged({ ...streams[0], name: 'Stream End', time: ago(9.1) });
  expect(view(streams[0])).toMatchObject({ endedAt: ago(9.1) });
  expect(view(streams[0])).not.toHaveProperty('repaired');
});

test('a recent session that IVS does not know may be starting; five minutes later it has failed', async () => {
  const { deliver, reconcile, view, clock, operations, streams } = await setUp([{ created: 1 }], {
    faults: FORGETS,
  });
  await deliver(streams[0], 'Session Created');
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'created' });
  clock.advance(4 * 60_000);
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'failed', ingestEndedAt: ago(1) });
  expect(operations()).toHaveLength(6);
});

test('a session whose encoder is connected and sends nothing stays created until IVS ends it', async () => {
  const { deliver, reconcile, view, clock, endStream, streams } = await setUp([{ created: 10 }]);
  await deliver(streams[0], 'Session Created');
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'created' });
  endStream(streams[0].channelArn);
  clock.advance(1_000);
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'failed', ingestEndedAt: ago(0) });
});

test('a recent session whose end IVS knows is ended at once', async () => {
  const { deliver, reconcile, view, streams } = await setUp([{ created: 1, ended: 0.5 }]);
  await deliver(streams[0], 'Session Created');
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'failed', ingestEndedAt: ago(0.5) });
});

test('a stream that went live after ListStreams is not ended', async () => {
  const { deliver, reconcile, view, ivs, streams, ...world } = await setUp([{ created: 31 }]);
  await deliver(streams[0], 'Session Created');
  world.simulator.setFaults(FORGETS);
  const startsAfter = interceptIvs(ivs, {
    async listStreams(send, token) {
      const page = await send(token);
      world.startStream(streams[0].channelArn);
      return page;
    },
  });
  expect(await reconcile({ ivs: startsAfter })).toMatchObject({ live: 0, repaired: 1 });
  expect(view(streams[0])).toMatchObject({ state: 'live', startedAt: ago(0) });
});

test('the start of a newer session ends the older one if IVS does not know its end', async () => {
  const plans = [
    { created: 31, started: 30, ended: 20 },
    { created: 4, started: 3 },
  ] as const;
  const { deliver, reconcile, view, streams } = await setUp(plans, {
    delays: { ...NO_END_TIME.delays, sessionEventsMs: 86_400_000 },
  });
  const [older, newer] = streams;
  await deliver(older, 'Stream Start');
  await deliver(newer, 'Session Created', 'Stream Start');
  await reconcile();
  expect(view(older)).toMatchObject({ state: 'ended', endedAt: ago(4) });
  expect(view(newer)).toMatchObject({ state: 'live' });
});

test('an older stream that IVS still shows as live does not end a newer session that is starting', async () => {
  const { deliver, reconcile, view, ivs, streams, ...world } = await setUp([LIVE]);
  const { channelArn } = streams[0];
  // IVS may answer with a state of some seconds ago.
  const [page, stream] = [await ivs.listStreams(), await ivs.getStream(channelArn)];
  const late = interceptIvs(ivs, { listStreams: async () => page, getStream: async () => stream });
  world.endStream(channelArn);
  const newer = { channelArn, streamId: world.connect(channelArn) };
  await deliver(streams[0], 'Session Created', 'Stream Start');
  await deliver(newer);
  await reconcile({ ivs: late });
  expect(view(newer)).toMatchObject({ state: 'created' });
  expect(view(streams[0])).toMatchObject({ state: 'live' });
});

test('a session that IVS does not know ended at its last event', async () => {
  const { deliverForged, reconcile, view } = await setUp([]);
  await deliverForged({ ...UNKNOWN, name: 'Stream Start', time: ago(30) });
  await deliverForged({ ...UNKNOWN, name: 'Stream Takeover', time: ago(20) });
  await reconcile();
  expect(view(UNKNOWN)).toMatchObject({ state: 'ended', endedAt: ago(20), repaired: true });
});

test('an offline session stays live for two days while IVS does not know its end', async () => {
  const world = await setUp([OVER], {
    delays: { ...NO_END_TIME.delays, sessionEventsMs: 86_400_000 * 5 },
  });
  const { deliver, reconcile, view, clock, streams } = world;
  await deliver(streams[0], 'Stream Start');
  await reconcile();
  clock.advance(47 * 3_600_000);
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'live' });
  clock.advance(3_600_000);
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'ended', endedAt: ago(30) });
});

test('a stream of several days whose end IVS does not know was live at its last viewer sample', async () => {
  const DAYS = 3 * 1_440;
  const plan = { created: DAYS, started: DAYS, ended: 6 };
  const world = await setUp([plan], {
    delays: { ...NO_END_TIME.delays, sessionEventsMs: 86_400_000 },
  });
  const { deliver, reconcile, view, viewers, streams, simulator } = world;
  await deliver(streams[0], 'Stream Start');
  const counts = { peak: 5, peakAt: ago(DAYS), viewerSeconds: 0, coveredSeconds: 0, lastCount: 5 };
  await viewers.put({ ...streams[0], ...counts, lastAt: ago(6) }, undefined, 1);
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'live' });
  simulator.setFaults(FORGETS);
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'ended', endedAt: ago(6) });
});

const AHEAD = '2099-01-01T00:00:00.000Z';

test('a session with an implausible time is ended and finalized, too', async () => {
  const { deliverForged, reconcile, summaryOf, view, operations } = await setUp([]);
  await deliverForged({ ...UNKNOWN, name: 'Session Created', time: AHEAD });
  const detailType = 'IVS Recording State Change';
  await deliverForged({ ...UNKNOWN, name: 'Recording Start', time: ago(30), detailType });
  await reconcile();
  expect(view(UNKNOWN)).toMatchObject({ state: 'failed', createdAt: AHEAD, oddTime: true });
  expect(summaryOf(UNKNOWN)?.finalized).toBeDefined();
  const before = operations().length;
  await reconcile();
  expect(operations().slice(before)).toEqual(['ListStreams']);
});

test('a session that begins in the implausible future does not end an older one', async () => {
  const { deliverForged, reconcile, view, clock } = await setUp([]);
  await deliverForged({ ...UNKNOWN, name: 'Stream Start', time: ago(30) });
  const other = { ...UNKNOWN, streamId: 'st-a2' };
  await deliverForged({ ...other, name: 'Session Created', time: AHEAD });
  await reconcile();
  expect(view(UNKNOWN)).toMatchObject({ state: 'ended', endedAt: ago(30) });
  expect(clock.now()).toBeLessThan(Date.parse('2099-01-01'));
});

test('a lost Stream Start is added after the end, so the session has not failed', async () => {
  const { deliver, reconcile, view, operations, streams } = await setUp([OVER]);
  await deliver(streams[0], 'Session Ended');
  expect(view(streams[0])).toMatchObject({ state: 'failed' });
  await reconcile();
  expect(view(streams[0])).toMatchObject({ state: 'ended', startedAt: ago(30), endedAt: ago(9) });
  await reconcile();
  expect(operations()).toEqual(['ListStreams', 'GetStreamSession', 'ListStreams']);
});

test('a session with all its events needs one request, for its details', async () => {
  const { deliver, reconcile, summaryOf, operations, streams } = await setUp([OVER]);
  await deliver(streams[0]);
  expect(await reconcile()).toMatchObject({ repaired: 0 });
  expect(operations()).toEqual(['ListStreams', 'GetStreamSession']);
  await reconcile();
  expect(operations()).toEqual(['ListStreams', 'GetStreamSession', 'ListStreams']);
  expect(summaryOf(streams[0])?.phase).toBe('ENDED#2026-11-21');
});

test('the phase of a repaired session has the day of its repaired end', async () => {
  const sinceMidnight = 12 * 60;
  const late = { created: sinceMidnight + 61, started: sinceMidnight + 60, ended: sinceMidnight };
  const world = await setUp([{ ...late, ended: sinceMidnight + 1 / 60 }], {
    delays: { streamEndMs: 2_000 },
  });
  const { deliver, reconcile, view, summaryOf, streams } = world;
  await deliver(streams[0], 'Session Ended');
  await reconcile();
  expect(view(streams[0])).toMatchObject({
    ingestEndedAt: '2026-11-20T23:59:59.000Z',
    endedAt: '2026-11-21T00:00:01.000Z',
  });
  expect(summaryOf(streams[0])?.phase).toBe('ENDED#2026-11-21');
});

const FIVE = Array.from({ length: 5 }, (_, i): StreamPlan => ({ ...LIVE, channel: `c${i}` }));

test('a pass without time left is no error: the next pass continues where it stopped', async () => {
  const { reconcile, ivs, saved, views } = await setUp(FIVE);
  const compared: (string | undefined)[] = [];
  const outOfTime = interceptIvs(ivs, {
    async getStreamSession(_send, channelArn, streamId) {
      if (compared.length === 2) throw new OutOfTimeError('no time left');
      compared.push(streamId);
      // The session stays unrepaired. So the next repairs show that the pass continued and did not
      // start again.
      throw new Error(`${channelArn} cannot be compared`);
    },
  });
  expect(await reconcile({ ivs: outOfTime })).toMatchObject({ failed: 2, complete: false });
  expect(compared).toHaveLength(2);
  expect(saved.size).toBe(1);
  expect(await reconcile()).toMatchObject({ repaired: 3, complete: true });
  for (const { streamId } of views()) expect(compared).not.toContain(streamId);
  expect(saved.size).toBe(0);
  expect(await reconcile()).toMatchObject({ repaired: 2, complete: true });
});

test('a pass stops between two sessions when the lease should be released', async () => {
  const { reconcile } = await setUp(FIVE);
  let asked = 0;
  const lease = { shouldRelease: async () => ++asked > 3 };
  expect(await reconcile({ lease })).toMatchObject({ repaired: 3, complete: false });
  expect(await reconcile()).toMatchObject({ repaired: 2, complete: true });
});

test('a failure for one session does not stop the pass', async () => {
  const { reconcile, simulator, seen, views, streams } = await setUp(FIVE);
  const resource = String(streams[1]?.channelArn);
  const broken = { operation: 'GetStreamSession', error: 'InternalServerException', resource };
  simulator.setFaults({ errors: [broken] });
  expect(await reconcile()).toMatchObject({ repaired: 4, failed: 1 });
  expect(seen.counts).toMatchObject({ ReconcileFailures: 1, SessionsRepaired: 4 });
  expect(views()).toHaveLength(4);
});

test('2,000 live streams with 50 differences need 20 pages and at most 3 requests for each difference', async () => {
  const live = Array.from({ length: 2_000 }, (_, i): StreamPlan => ({ ...LIVE, channel: `d${i}` }));
  const gone = live.slice(0, 20).map((plan) => ({ ...plan, created: 51, started: 50, ended: 40 }));
  const resources = { channels: 2_000, concurrentStreams: 2_000 };
  const { deliver, reconcile, operations, streams } = await setUp([...gone, ...live], {
    quotas: { enforce: false, resources },
  });
  for (const each of streams.slice(50)) await deliver(each);
  for (const each of streams.slice(0, 20)) await deliver(each, 'Stream Start');
  expect(await reconcile()).toMatchObject({ live: 2_000, repaired: 50, complete: true });
  const lists = operations().filter((operation) => operation === 'ListStreams');
  expect(lists).toHaveLength(20);
  expect(operations().length - lists.length).toBeLessThanOrEqual(3 * 50);
});
