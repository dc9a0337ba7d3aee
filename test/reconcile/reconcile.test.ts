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

test('a stream that the table missed is opened, as if its events had come', async () => {
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

test('a live stream of which IVS lists no events is opened with the start of the listing', async () => {
  const { reconcile, view, ivs } = setUp([one]);
  const bare = { ...ivs, getStreamSession: async () => undefined };
  await reconcile({ ivs: bare });
  expect(view('st-a1')).toMatchObject({ state: 'live', startedAt: ago(30), repaired: true });
});

test('what is gone is closed with the end that IVS knows', async () => {
  const { hear, reconcile, view, store, ivs } = setUp([over]);
  await hear(over, 'Stream Start', ago(30));
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

test('a long session whose list of events no longer reaches back started when IVS says', async () => {
  const starvation = (i: number): [string, string] => ['Starvation Start', ago(25 - i / 100)];
  const long: WorldSession = {
    ...over,
    events: [
      ['Stream Start', ago(30)],
      ...Array.from({ length: 500 }, (_, i) => starvation(i)),
      ['Session Ended', ago(9)],
    ],
  };
  const { hear, reconcile, view, ivs } = setUp([long]);
  await hear(long, 'Session Ended', ago(9));
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

test('what the index still calls live but has ended is not looked at', async () => {
  const { hear, reconcile, store, ivs } = setUp([over]);
  await hear(over, 'Stream Start', ago(30));
  const lagging = await store.list({ phase: 'LIVE' }, 10);
  for (const [name, at] of over.events) await hear(over, name, at);
  const none = { sessions: [], more: false };
  const list: typeof store.list = async (query) =>
    'phase' in query && query.phase === 'LIVE' ? lagging : none;
  expect(await reconcile({ store: { ...store, list } })).toMatchObject({ looked: 0 });
  expect(ivs.requests).toEqual(['ListStreams']);
});

test('without an end among its events, the end of a session is its end time', async () => {
  const { hear, reconcile, view } = setUp([{ ...one, endTime: ago(5) }]);
  await hear(one, 'Stream Start', ago(30));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(5) });
});

test('an event that comes after the repair takes its place', async () => {
  const { hear, reconcile, view } = setUp([{ ...one, endTime: ago(5) }]);
  await hear(one, 'Session Created', ago(31));
  await hear(one, 'Stream Start', ago(30));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ endedAt: ago(5), repaired: true });
  await hear(one, 'Stream End', ago(6));
  expect(view('st-a1')).toMatchObject({ endedAt: ago(6) });
  expect(view('st-a1')).not.toHaveProperty('repaired');
});

const starting: WorldSession = { ...one, events: [['Session Created', ago(1)]] };

test('a young session without a start may be starting; five minutes later it was none', async () => {
  const { hear, reconcile, view, clock, ivs } = setUp([]);
  await hear(starting, 'Session Created', ago(1));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'created' });
  clock.advance(4 * 60_000);
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'failed', ingestEndedAt: ago(1) });
  expect(ivs.requests).toHaveLength(6);
});

test('a young session whose end IVS knows is closed at once', async () => {
  const { hear, reconcile, view } = setUp([{ ...starting, endTime: ago(0.5) }]);
  await hear(starting, 'Session Created', ago(1));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'failed', ingestEndedAt: ago(0.5) });
});

test('what went live after IVS was listed is not closed', async () => {
  const { hear, reconcile, view, ivs } = setUp([one]);
  await hear(one, 'Session Created', ago(31));
  const listedBefore = {
    ...ivs,
    listStreams: async () => ({ items: [] }),
    getStreamSession: async () => undefined,
  };
  await reconcile({ ivs: listedBefore });
  expect(view('st-a1')).toMatchObject({ state: 'live', startedAt: ago(30) });
});

test('a newer session closes the older one, even if IVS does not know how that ended', async () => {
  const newer: WorldSession = {
    ...one,
    streamId: 'st-a2',
    events: [
      ['Session Created', ago(4)],
      ['Stream Start', ago(3)],
    ],
  };
  const { hear, reconcile, view } = setUp([one, newer]);
  const { ivs } = setUp([newer]);
  await hear(one, 'Stream Start', ago(30));
  await hear(newer, 'Session Created', ago(4));
  await hear(newer, 'Stream Start', ago(3));
  const unsure = {
    ...ivs,
    getStreamSession: async () => ({ streamId: 'st-a1', startTime: new Date(ago(30)) }),
  };
  await reconcile({ ivs: unsure });
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(4) });
  expect(view('st-a2')).toMatchObject({ state: 'live' });
});

test('an older stream that IVS still lists does not close a newer session that is starting', async () => {
  const starting: WorldSession = {
    ...one,
    streamId: 'st-a2',
    events: [['Session Created', ago(1)]],
  };
  const { hear, reconcile, view } = setUp([one, starting]);
  await hear(one, 'Session Created', ago(31));
  await hear(one, 'Stream Start', ago(30));
  await hear(starting, 'Session Created', ago(1));
  await reconcile();
  expect(view('st-a2')).toMatchObject({ state: 'created' });
  expect(view('st-a1')).toMatchObject({ state: 'live' });
});

test('a session that IVS does not know ended when it was last heard of', async () => {
  const { hear, reconcile, view } = setUp([]);
  await hear(one, 'Stream Start', ago(30));
  await hear(one, 'Stream Takeover', ago(20));
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(20), repaired: true });
});

test('while IVS is yet to say when an offline session ended, it is left; for two days', async () => {
  const { hear, reconcile, view, clock, ivs } = setUp([one]);
  await hear(one, 'Stream Start', ago(30));
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

test('a stream of days whose end IVS is yet to say was alive when its viewers were counted last', async () => {
  const DAYS = 3 * 1_440;
  const long: WorldSession = { ...one, events: [['Stream Start', ago(DAYS)]] };
  const { hear, reconcile, view, viewers, ivs } = setUp([long]);
  await hear(long, 'Stream Start', ago(DAYS));
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

test('a session with a time that can not be right is closed, too', async () => {
  const AHEAD = '2099-01-01T00:00:00.000Z';
  const { hear, reconcile, store, view, ivs } = setUp([]);
  await hear(one, 'Session Created', AHEAD);
  await hear(one, 'Recording Start', ago(30), 'IVS Recording State Change');
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'failed', createdAt: AHEAD, oddTime: true });
  expect([...store.summaries.values()][0]?.finalized).toBeDefined();
  const before = ivs.requests.length;
  await reconcile();
  expect(ivs.requests.slice(before)).toEqual(['ListStreams']);
});

test('a session that began in a future that can not be is no successor', async () => {
  const { hear, reconcile, view, clock } = setUp([]);
  await hear(one, 'Stream Start', ago(30));
  const odd = { ...one, streamId: 'st-a2' };
  await hear(odd, 'Session Created', '2099-01-01T00:00:00.000Z');
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'ended', endedAt: ago(30) });
  expect(clock.now()).toBeLessThan(Date.parse('2099-01-01'));
});

test('a lost Stream Start is filled in after the end: the session did not fail', async () => {
  const { hear, reconcile, view, ivs } = setUp([over]);
  await hear(over, 'Session Ended', ago(9));
  expect(view('st-a1')).toMatchObject({ state: 'failed' });
  await reconcile();
  expect(view('st-a1')).toMatchObject({ state: 'ended', startedAt: ago(30), endedAt: ago(10) });
  await reconcile();
  expect(ivs.requests).toEqual(['ListStreams', 'GetStreamSession', 'ListStreams']);
});

test('a session of which every event came costs the one request of its enrichment', async () => {
  const { hear, reconcile, store, ivs } = setUp([over]);
  for (const [name, at] of over.events) await hear(over, name, at);
  expect(await reconcile()).toMatchObject({ repaired: 0 });
  expect(ivs.requests).toEqual(['ListStreams', 'GetStreamSession']);
  await reconcile();
  expect(ivs.requests).toEqual(['ListStreams', 'GetStreamSession', 'ListStreams']);
  const [summary] = [...store.summaries.values()];
  expect(summary?.phase).toBe('ENDED#2026-11-21');
});

test('the day of a repaired session is that of its repaired end', async () => {
  const late: WorldSession = { ...over, endTime: '2026-11-21T00:00:01.000Z' };
  late.events = [
    ['Stream Start', '2026-11-20T23:00:00.000Z'],
    ['Session Ended', '2026-11-20T23:59:59.000Z'],
    ['Stream End', '2026-11-21T00:00:01.000Z'],
  ];
  const { hear, reconcile, store } = setUp([late]);
  await hear(late, 'Session Ended', '2026-11-20T23:59:59.000Z');
  await reconcile();
  expect([...store.summaries.values()][0]?.phase).toBe('ENDED#2026-11-21');
});

const many = Array.from(
  { length: 5 },
  (_, i): WorldSession => ({ ...one, channelArn: arnOf(`c${i}`), streamId: `st-c${i}` }),
);

test('out of time is no error: the next pass goes on where this one stopped', async () => {
  const { reconcile, ivs, saved, views } = setUp(many);
  const looked: (string | undefined)[] = [];
  const tired = {
    ...ivs,
    async getStreamSession(channelArn: string, streamId?: string) {
      if (looked.length === 2) throw new OutOfTimeError('no time left');
      looked.push(streamId);
      // It stays drifted: what is looked at next tells that the pass went on, not began again.
      return Promise.reject(new Error(`${channelArn} can't be looked at`));
    },
  };
  expect(await reconcile({ ivs: tired })).toMatchObject({ failed: 2, complete: false });
  expect(looked).toEqual(['st-c0', 'st-c1']);
  expect(saved.size).toBe(1);
  expect(await reconcile()).toMatchObject({ repaired: 3, complete: true });
  expect(views().map((view) => view.streamId)).toEqual(['st-c2', 'st-c3', 'st-c4']);
  expect(saved.size).toBe(0);
  expect(await reconcile()).toMatchObject({ repaired: 2, complete: true });
});

test("another function's turn stops the pass between two sessions", async () => {
  const { reconcile } = setUp(many);
  let asked = 0;
  const lease = { shouldRelease: async () => ++asked > 3 };
  expect(await reconcile({ lease })).toMatchObject({ repaired: 3, complete: false });
  expect(await reconcile()).toMatchObject({ repaired: 2, complete: true });
});

test('a session whose look fails holds up no other', async () => {
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

test('2,000 live streams, 50 drifted: 20 pages and at most 3 requests for each drifted one', async () => {
  const world = Array.from(
    { length: 2_000 },
    (_, i): WorldSession => ({ ...one, channelArn: arnOf(`d${i}`), streamId: `st-d${i}` }),
  );
  const gone = world.slice(0, 20).map((each) => ({
    ...over,
    channelArn: each.channelArn,
    streamId: `${each.streamId}x`,
  }));
  const { hear, reconcile, ivs } = setUp([...world, ...gone]);
  for (const each of world.slice(30)) {
    await hear(each, 'Session Created', ago(31));
    await hear(each, 'Stream Start', ago(30));
  }
  for (const each of gone) await hear(each, 'Stream Start', ago(40));
  expect(await reconcile()).toMatchObject({ live: 2_000, repaired: 50, complete: true });
  const lists = ivs.requests.filter((request) => request === 'ListStreams');
  expect(lists).toHaveLength(20);
  expect(ivs.requests.length - lists.length).toBeLessThanOrEqual(3 * 50);
});
