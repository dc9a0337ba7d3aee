import { expect, test } from 'vitest';
import { OutOfTimeError } from '../../src/platform/errors.ts';
import type { WorldSession } from '../support/memory-ivs.ts';
import { ago, arnOf, setUp } from './set-up.ts';

const one: WorldSession = {
  channelArn: arnOf('a'),
  streamId: 'st-a1',
  channelName: 'Quiz',
  events: [
    ['Session Created', ago(31)],
    ['Stream Start', ago(30)],
  ],
};
const over: WorldSession = {
  ...one,
  events: [...one.events, ['Stream End', ago(10)], ['Session Ended', ago(9)]],
  endTime: ago(9),
};

test('a live stream that the table does not know is added, as if its events had been delivered', async () => {
  const { reconcile, views, seen, ivs } = setUp([one]);
  expect(await reconcile()).toEqual({
    live: 1,
    looked: 1,
    repaired: 1,
    failed: 0,
    complete: true,
  });
  expect(views()).toEqual([
    {
      channelArn: one.channelArn,
      channelName: 'Quiz',
      streamId: 'st-a1',
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
    fields: {
      what: 'opened',
      channelArn: one.channelArn,
      streamId: 'st-a1',
      added: ['Stream Start', 'Session Created'],
    },
  });
  expect(await reconcile()).toMatchObject({ looked: 0, repaired: 0 });
  expect(ivs.requests).toEqual(['ListStreams', 'GetStreamSession', 'ListStreams']);
});

test('a live stream for which IVS has no events is added with the start time from ListStreams', async () => {
  const { reconcile, view, ivs } = setUp([one]);
  const bare = { ...ivs, getStreamSession: async () => undefined };
  await reconcile({ ivs: bare });
  expect(view('st-a1')).toMatchObject({ state: 'live', startedAt: ago(30), repaired: true });
});

test('a session that is no longer live is ended with the end that IVS knows', async () => {
  const { deliver, reconcile, view, store, ivs } = setUp([over]);
  await deliver(over, 'Stream Start', ago(30));
  expect(await reconcile()).toMatchObject({ live: 0, repaired: 1, complete: true });
  expect(view('st-a1')).toMatchObject({
    state: 'ended',
    createdAt: ago(31),
    startedAt: ago(30),
    endedAt: ago(10),
    ingestEndedAt: ago(9),
    repaired: true,
  });
  expect(ivs.requests).toEqual(['ListStreams', 'GetStream', 'GetStreamSession']);
  const [summary] = [...store.summaries.values()];
  expect(summary?.phase).toBe('ENDED#2026-11-21');
  expect([...store.events.values()].filter(({ repaired }) => repaired)).toHaveLength(3);
});

test('a long session whose list of events lacks the start gets the start time of its stream session', async () => {
  const starvation = (i: number): [string, string] => ['Starvation Start', ago(25 - i / 100)];
  const long: WorldSession = {
    ...over,
    events: [
      ['Stream Start', ago(30)],
      ...Array.from({ length: 500 }, (_, i) => starvation(i)),
      ['Session Ended', ago(9)],
    ],
  };
  const { deliver, reconcile, view, ivs } = setUp([long]);
  await deliver(long, 'Session Ended', ago(9));
  const cut = {
    ...ivs,
    async getStreamSession(channelArn: string, streamId?: string) {
      const session = await ivs.getStreamSession(channelArn, streamId);
      return session && { ...session, truncatedEvents: session.truncatedEvents?.slice(0, 500) };
    },
  };
  await reconcile({ ivs: cut });
  expect(view('st-a1')).toMatchObject({ state: 'ended', startedAt: ago(30) });
});

test('a session that has ended is not compared even if the index still lists it as live', async () => {
  const { deliver, reconcile, store, ivs } = setUp([over]);
  await deliver(over, 'Stream Start', ago(30));
  const outdated = await store.list({ phase: 'LIVE' }, 10);
  for (const [name, at] of over.events) await deliver(over, name, at);
  const none = { sessions: [], more: false };
  const list: typeof store.list = async (query) =>
    'phase' in query && query.phase === 'LIVE' ? outdated : none;
  expect(await reconcile({ store: { ...store, list } })).toMatchObject({ looked: 0 });
  expect(ivs.requests).toEqual(['ListStreams']);
});

test('a session without an end among its events ends at the end time that IVS returns', async () => {
  const { deliver, reconcile, view } = setUp([{ ...one, endTime: ago(5) }]);
  await deliver(one, 'Stream Start', ago(30));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(5) });
});

test('an event that is delivered after its repair replaces it', async () => {
  const { deliver, reconcile, view } = setUp([{ ...one, endTime: ago(5) }]);
  await deliver(one, 'Session Created', ago(31));
  await deliver(one, 'Stream Start', ago(30));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ endedAt: ago(5), repaired: true });
  await deliver(one, 'Stream End', ago(6));
  expect(view('st-a1')).toMatchObject({ endedAt: ago(6) });
  expect(view('st-a1')).not.toHaveProperty('repaired');
});

const starting: WorldSession = { ...one, events: [['Session Created', ago(1)]] };

test('a recent session without a start may be starting; five minutes later it has failed', async () => {
  const { deliver, reconcile, view, clock, ivs } = setUp([]);
  await deliver(starting, 'Session Created', ago(1));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'created' });
  clock.advance(4 * 60_000);
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'failed', ingestEndedAt: ago(1) });
  expect(ivs.requests).toHaveLength(6);
});

test('a recent session whose end IVS knows is ended at once', async () => {
  const { deliver, reconcile, view } = setUp([{ ...starting, endTime: ago(0.5) }]);
  await deliver(starting, 'Session Created', ago(1));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'failed', ingestEndedAt: ago(0.5) });
});

test('a stream that went live after ListStreams is not ended', async () => {
  const { deliver, reconcile, view, ivs } = setUp([one]);
  await deliver(one, 'Session Created', ago(31));
  const listedBefore = {
    ...ivs,
    listStreams: async () => ({ items: [] }),
    getStreamSession: async () => undefined,
  };
  await reconcile({ ivs: listedBefore });
  expect(view('st-a1')).toMatchObject({ state: 'live', startedAt: ago(30) });
});

test('the start of a newer session ends the older one if IVS does not know its end', async () => {
  const newer: WorldSession = {
    ...one,
    streamId: 'st-a2',
    events: [
      ['Session Created', ago(4)],
      ['Stream Start', ago(3)],
    ],
  };
  const { deliver, reconcile, view } = setUp([one, newer]);
  const { ivs } = setUp([newer]);
  await deliver(one, 'Stream Start', ago(30));
  await deliver(newer, 'Session Created', ago(4));
  await deliver(newer, 'Stream Start', ago(3));
  const withoutEnd = {
    ...ivs,
    getStreamSession: async () => ({ streamId: 'st-a1', startTime: new Date(ago(30)) }),
  };
  await reconcile({ ivs: withoutEnd });
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(4) });
  expect(view('st-a2')).toMatchObject({ state: 'live' });
});

test('an older stream that IVS still lists does not end a newer session that is starting', async () => {
  const starting: WorldSession = {
    ...one,
    streamId: 'st-a2',
    events: [['Session Created', ago(1)]],
  };
  const { deliver, reconcile, view } = setUp([one, starting]);
  await deliver(one, 'Session Created', ago(31));
  await deliver(one, 'Stream Start', ago(30));
  await deliver(starting, 'Session Created', ago(1));
  await reconcile();
  expect(view('st-a2')).toMatchObject({ state: 'created' });
  expect(view('st-a1')).toMatchObject({ state: 'live' });
});

test('a session that IVS does not know ended at its last event', async () => {
  const { deliver, reconcile, view } = setUp([]);
  await deliver(one, 'Stream Start', ago(30));
  await deliver(one, 'Stream Takeover', ago(20));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(20), repaired: true });
});

test('an offline session stays live for two days while IVS does not know its end', async () => {
  const { deliver, reconcile, view, clock, ivs } = setUp([one]);
  await deliver(one, 'Stream Start', ago(30));
  const offline = {
    ...ivs,
    listStreams: async () => ({ items: [] }),
    getStream: async () => undefined,
  };
  await reconcile({ ivs: offline });
  expect(view('st-a1')).toMatchObject({ state: 'live' });
  clock.advance(48 * 3_600_000);
  await reconcile({ ivs: offline });
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(30) });
});

test('a stream of several days whose end IVS does not know was live at its last viewer sample', async () => {
  const DAYS = 3 * 1_440;
  const long: WorldSession = { ...one, events: [['Stream Start', ago(DAYS)]] };
  const { deliver, reconcile, view, viewers, ivs } = setUp([long]);
  await deliver(long, 'Stream Start', ago(DAYS));
  const { channelArn, streamId } = long;
  const counts = { peak: 5, peakAt: ago(DAYS), viewerSeconds: 0, coveredSeconds: 0, lastCount: 5 };
  await viewers.put({ channelArn, streamId, ...counts, lastAt: ago(6) }, undefined, 1);
  const offline = {
    ...ivs,
    listStreams: async () => ({ items: [] }),
    getStream: async () => undefined,
  };
  await reconcile({ ivs: offline });
  expect(view('st-a1')).toMatchObject({ state: 'live' });
  await reconcile({ ivs: { ...offline, getStreamSession: async () => undefined } });
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(6) });
});

test('a session with an implausible time is ended and finalized, too', async () => {
  const AHEAD = '2099-01-01T00:00:00.000Z';
  const { deliver, reconcile, store, view, ivs } = setUp([]);
  await deliver(one, 'Session Created', AHEAD);
  await deliver(one, 'Recording Start', ago(30), 'IVS Recording State Change');
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'failed', createdAt: AHEAD, oddTime: true });
  expect([...store.summaries.values()][0]?.finalized).toBeDefined();
  const before = ivs.requests.length;
  await reconcile();
  expect(ivs.requests.slice(before)).toEqual(['ListStreams']);
});

test('a session that begins in the implausible future does not end an older one', async () => {
  const { deliver, reconcile, view, clock } = setUp([]);
  await deliver(one, 'Stream Start', ago(30));
  const implausible = { ...one, streamId: 'st-a2' };
  await deliver(implausible, 'Session Created', '2099-01-01T00:00:00.000Z');
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(30) });
  expect(clock.now()).toBeLessThan(Date.parse('2099-01-01'));
});

test('a lost Stream Start is added after the end, so the session has not failed', async () => {
  const { deliver, reconcile, view, ivs } = setUp([over]);
  await deliver(over, 'Session Ended', ago(9));
  expect(view('st-a1')).toMatchObject({ state: 'failed' });
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'ended', startedAt: ago(30), endedAt: ago(10) });
  await reconcile();
  expect(ivs.requests).toEqual(['ListStreams', 'GetStreamSession', 'ListStreams']);
});

test('a session with all its events needs one request, for its details', async () => {
  const { deliver, reconcile, store, ivs } = setUp([over]);
  for (const [name, at] of over.events) await deliver(over, name, at);
  expect(await reconcile()).toMatchObject({ repaired: 0 });
  expect(ivs.requests).toEqual(['ListStreams', 'GetStreamSession']);
  await reconcile();
  expect(ivs.requests).toEqual(['ListStreams', 'GetStreamSession', 'ListStreams']);
  const [summary] = [...store.summaries.values()];
  expect(summary?.phase).toBe('ENDED#2026-11-21');
});

test('the phase of a repaired session has the day of its repaired end', async () => {
  const late: WorldSession = { ...over, endTime: '2026-11-21T00:00:01.000Z' };
  late.events = [
    ['Stream Start', '2026-11-20T23:00:00.000Z'],
    ['Session Ended', '2026-11-20T23:59:59.000Z'],
    ['Stream End', '2026-11-21T00:00:01.000Z'],
  ];
  const { deliver, reconcile, store } = setUp([late]);
  await deliver(late, 'Session Ended', '2026-11-20T23:59:59.000Z');
  await reconcile();
  expect([...store.summaries.values()][0]?.phase).toBe('ENDED#2026-11-21');
});

const many = Array.from(
  { length: 5 },
  (_, i): WorldSession => ({ ...one, channelArn: arnOf(`c${i}`), streamId: `st-c${i}` }),
);

test('a pass without time left is no error: the next pass continues where it stopped', async () => {
  const { reconcile, ivs, saved, views } = setUp(many);
  const compared: (string | undefined)[] = [];
  const outOfTime = {
    ...ivs,
    async getStreamSession(channelArn: string, streamId?: string) {
      if (compared.length === 2) throw new OutOfTimeError('no time left');
      compared.push(streamId);
      // The session stays unrepaired. So the next repairs show that the pass continued and did not
      // start again.
      return Promise.reject(new Error(`${channelArn} cannot be compared`));
    },
  };
  expect(await reconcile({ ivs: outOfTime })).toMatchObject({ failed: 2, complete: false });
  expect(compared).toEqual(['st-c0', 'st-c1']);
  expect(saved.size).toBe(1);
  expect(await reconcile()).toMatchObject({ repaired: 3, complete: true });
  expect(views().map((view) => view.streamId)).toEqual(['st-c2', 'st-c3', 'st-c4']);
  expect(saved.size).toBe(0);
  expect(await reconcile()).toMatchObject({ repaired: 2, complete: true });
});

test('a pass stops between two sessions when the lease should be released', async () => {
  const { reconcile } = setUp(many);
  let asked = 0;
  const lease = { shouldRelease: async () => ++asked > 3 };
  expect(await reconcile({ lease })).toMatchObject({ repaired: 3, complete: false });
  expect(await reconcile()).toMatchObject({ repaired: 2, complete: true });
});

test('a failure for one session does not stop the pass', async () => {
  const { reconcile, ivs, seen, views } = setUp(many);
  const { getStreamSession } = ivs;
  const failing = {
    ...ivs,
    getStreamSession: (arn: string, streamId?: string) =>
      streamId === 'st-c1' ? Promise.reject(new Error('500')) : getStreamSession(arn, streamId),
  };
  expect(await reconcile({ ivs: failing })).toMatchObject({ repaired: 4, failed: 1 });
  expect(seen.counts).toMatchObject({ ReconcileFailures: 1, SessionsRepaired: 4 });
  expect(views()).toHaveLength(4);
});

test('2,000 live streams with 50 differences need 20 pages and at most 3 requests for each difference', async () => {
  const world = Array.from(
    { length: 2_000 },
    (_, i): WorldSession => ({ ...one, channelArn: arnOf(`d${i}`), streamId: `st-d${i}` }),
  );
  const gone = world.slice(0, 20).map((each) => ({
    ...over,
    channelArn: each.channelArn,
    streamId: `${each.streamId}x`,
  }));
  const { deliver, reconcile, ivs } = setUp([...world, ...gone]);
  for (const each of world.slice(30)) {
    await deliver(each, 'Session Created', ago(31));
    await deliver(each, 'Stream Start', ago(30));
  }
  for (const each of gone) await deliver(each, 'Stream Start', ago(40));
  expect(await reconcile()).toMatchObject({ live: 2_000, repaired: 50, complete: true });
  const lists = ivs.requests.filter((request) => request === 'ListStreams');
  expect(lists).toHaveLength(20);
  expect(ivs.requests.length - lists.length).toBeLessThanOrEqual(3 * 50);
});
