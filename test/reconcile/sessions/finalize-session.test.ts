import { expect, test } from 'vitest';
import { HealthFold } from '../../../src/sessions/timeline/fold-health.ts';
import type { HistoryOptions, StreamPlan } from '../../support/ivs/history.ts';
import { ago, setUp } from '../set-up.ts';

/** More than a channel of type STANDARD allows. IVS ends such a stream. */
const TOO_MUCH = { video: { targetBitrate: 9_000_000 } };

/** Session Ended 11 minutes ago, Stream End 10 minutes ago. */
const OVER = {
  ...{ channel: 'Quiz', created: 31, started: 30 },
  more: [
    [20, ({ streamId }, { simulator }) => simulator.starveEncoder(streamId)],
    [18, ({ streamId }, { simulator }) => simulator.recoverEncoder(streamId)],
    [15, takeOver],
    [14, takeOver],
    [11, ({ streamId }, { simulator }) => simulator.describeEncoder(streamId, TOO_MUCH)],
  ],
} satisfies StreamPlan;

/** The second takeover has the priority of the first one, so IVS refuses it. */
function takeOver(...[{ channelArn }, { simulator, channel }]: ActArguments): void {
  const streamKey = channel(channelArn)?.streamKeys[0]?.value ?? '';
  try {
    simulator.connectEncoder({ streamKey, priority: 1 });
  } catch (error) {
    expect(error).toMatchObject({ status: 409 });
  }
}
type ActArguments = Parameters<NonNullable<StreamPlan['more']>[number][1]>;

/** Session Ended 11 minutes ago, Stream End 10 minutes ago. What the encoder sends is not known. */
const ORDINARY = { channel: 'Quiz', created: 31, started: 30, ended: 11 } satisfies StreamPlan;

const ALL = [
  ...['Session Created', 'Stream Start', 'Starvation Start', 'Starvation End', 'Stream Takeover'],
  ...['Stream Takeover Failure', 'Ingest Bitrate', 'Session Ended', 'Stream End'],
];

/** A set-up in which only these events of the session were delivered. */
async function setUpWith(names: string[], plan: StreamPlan = OVER, options: HistoryOptions = {}) {
  const world = await setUp([plan], options);
  const [id] = world.streams;
  for (const name of names) await world.deliver(id, name);
  const published = (detailType: string) =>
    world.bus.events.filter((event) => event.detailType === detailType);
  return {
    ...{ ...world, id, published },
    storedDetails: () => world.details.details.get(`${id.channelArn} ${id.streamId}`),
    summary: () => world.summaryOf(id),
    repairs: () =>
      [...world.store.events.values()].filter(({ repaired }) => repaired).map(({ name }) => name),
    /** IVS does not know the session any more. */
    forget: () =>
      world.simulator.setFaults({
        errors: [{ operation: 'GetStreamSession', error: 'ResourceNotFoundException' }],
      }),
  };
}

test('the session of these tests has each kind of event', async () => {
  const { id, publishedEvents } = await setUpWith([]);
  expect(publishedEvents(id).map(({ name }) => name)).toEqual(ALL);
});

test('a session with all its events is finalized: details are written, then Session Closed is published, then it is marked', async () => {
  const world = await setUpWith(ALL);
  await world.reconcile();
  expect(world.repairs()).toEqual([]);
  expect(world.storedDetails()).toMatchObject({
    ...world.id,
    finalizedAt: ago(0),
    channel: { name: 'Quiz' },
    health: {
      starvation: { count: 1, totalMs: 120_000, spells: [{ from: ago(20), to: ago(18) }] },
      counts: { takeovers: 2, breaches: 1, recordings: 0 },
      events: ALL.length,
    },
    expiresAt: world.summary()?.expiresAt,
  });
  expect(world.summary()?.phase).toBe('ENDED#2026-11-21');
  expect(world.published('Session Closed')).toMatchObject([
    { detail: { session: { state: 'ended' } } },
  ]);
  expect(world.published('Session Repaired')).toEqual([]);
});

test('what IVS knew while the stream was live is kept if IVS does not know it any more', async () => {
  const { deliver, details, id, ...world } = await setUpWith([], ORDINARY);
  await deliver(id);
  const ingest = { video: { width: 1_280, height: 720 } };
  await details.putLive({ ...id, ingest, channel: { name: 'before' } }, 9e9);
  await world.reconcile();
  expect(world.storedDetails()).toMatchObject({ ingest, channel: { name: 'Quiz' } });
  expect(world.published('Session Closed')).toMatchObject([{ detail: { ingest } }]);
});

test('an event that is in the list of IVS and not in the table is added, once', async () => {
  const world = await setUpWith(['Stream Start', 'Starvation Start', 'Stream End']);
  await world.reconcile();
  const missing = ALL.filter((name) => !/Start$|Stream End/.test(name));
  expect(world.repairs().sort()).toEqual(missing.sort());
  expect(world.storedDetails()?.health).toMatchObject({
    starvation: { count: 1, totalMs: 120_000 },
    takeovers: [{ outcome: 'taken-over' }, { outcome: 'refused' }],
    breaches: [{ at: ago(11), limit: 'Ingest Bitrate' }],
    events: ALL.length,
  });
  expect(world.operations()).toEqual(['ListStreams', 'GetStreamSession']);
  expect(world.published('Session Repaired').length).toBeGreaterThan(0);
  const before = world.store.events.size;
  await world.reconcile();
  expect(world.store.events.size).toBe(before);
});

test('an event that is delivered after its repair does not count twice', async () => {
  const world = await setUpWith(['Stream Start', 'Stream End']);
  await world.reconcile();
  const late = ALL.filter((name) => !['Stream Start', 'Stream End'].includes(name));
  await world.deliver(world.id, ...late);
  const fold = new HealthFold(world.summary() ?? {});
  for (const event of (await world.store.listEvents(world.id, 100)).events) fold.add(event);
  expect(fold.result()).toMatchObject({ events: ALL.length, counts: { takeovers: 2 } });
});

test('a session that just ended is finalized two minutes later, because the list of IVS may lack events', async () => {
  const recent = { created: 31, started: 30, ended: 2 };
  const names = ['Stream Start', 'Session Created', 'Stream End'];
  const world = await setUpWith(names, recent, { delays: { sessionEventsMs: 150_000 } });
  await world.reconcile();
  expect(world.storedDetails()).toBeUndefined();
  world.clock.advance(60_000);
  await world.reconcile();
  expect(world.view(world.id)).toMatchObject({ ingestEndedAt: ago(2) });
  expect(world.storedDetails()).toBeDefined();
});

/** The channel is recorded. Recording End comes five minutes after Stream End: 5 minutes ago. */
const RECORDED = { recordingReconnectWindowSeconds: 300 } satisfies HistoryOptions;
const STATE_CHANGES = ['Session Created', 'Stream Start', 'Session Ended', 'Stream End'];

test('a session is not finalized while its recording may end, for 15 minutes, and no request is sent meanwhile', async () => {
  const delivered = [...STATE_CHANGES, 'Recording Start'];
  const world = await setUpWith(delivered, ORDINARY, {
    ...RECORDED,
    delays: { sessionEventsMs: 86_400_000 },
  });
  await world.reconcile();
  expect(world.storedDetails()).toBeUndefined();
  expect(world.operations()).toEqual(['ListStreams']);
  world.clock.advance(6 * 60_000);
  await world.reconcile();
  expect(world.storedDetails()?.health?.recordings).toMatchObject([{ status: 'recording' }]);
});

test('a lost Session Ended is added while a recording may end', async () => {
  const delivered = ['Session Created', 'Stream Start', 'Stream End', 'Recording Start'];
  const world = await setUpWith(delivered, ORDINARY, RECORDED);
  await world.reconcile();
  expect(world.view(world.id)).toMatchObject({ ingestEndedAt: ago(11), repaired: true });
  expect(world.storedDetails()).toBeUndefined();
});

test('a session whose recording has ended is finalized', async () => {
  const delivered = [...STATE_CHANGES, 'Recording Start', 'Recording End'];
  const world = await setUpWith(delivered, ORDINARY, RECORDED);
  await world.reconcile();
  expect(world.storedDetails()?.health?.recordings).toMatchObject([{ status: 'recorded' }]);
});

test('a session is not finalized while a recording may end whose start was lost', async () => {
  const recent = { created: 31, started: 30, ended: 4 };
  const world = await setUpWith(STATE_CHANGES, recent, RECORDED);
  await world.reconcile();
  expect(world.repairs()).toEqual(['Recording Start']);
  expect(world.storedDetails()).toBeUndefined();
  world.clock.advance(2 * 60_000);
  await world.deliver(world.id, 'Recording End');
  await world.reconcile();
  expect(world.storedDetails()?.health?.recordings).toMatchObject([{ status: 'recorded' }]);
  expect(world.published('Session Closed')).toHaveLength(1);
});

test('the last stream of a merged recording, which has no Recording Start, is not finalized before Recording End', async () => {
  const streams = [
    { created: 31, started: 30, ended: 20 },
    { created: 18, started: 18, ended: 3 },
  ] as const;
  const world = await setUp(streams, RECORDED);
  const [, last] = world.streams;
  const storedDetails = () => world.details.details.get(`${last.channelArn} ${last.streamId}`);
  for (const stream of world.streams) await world.deliver(stream);
  await world.reconcile();
  expect(storedDetails()).toBeUndefined();
  world.clock.advance(4 * 60_000);
  await world.deliver(last, 'Recording End');
  await world.reconcile();
  expect(storedDetails()?.health?.recordings).toMatchObject([
    { status: 'recorded', streamIds: world.streams.map(({ streamId }) => streamId) },
  ]);
});

test('a stream of which IVS says that it was recorded is finalized after 15 minutes without a recording event', async () => {
  const world = await setUpWith(STATE_CHANGES, ORDINARY, {
    ...RECORDED,
    delays: { sessionEventsMs: 86_400_000 },
  });
  await world.reconcile();
  expect(world.storedDetails()).toBeUndefined();
  world.clock.advance(6 * 60_000);
  await world.reconcile();
  expect(world.storedDetails()?.health?.recordings).toEqual([]);
});

test('the last viewer sample counts until the end, and Session Closed contains the viewers', async () => {
  const world = await setUpWith(ALL);
  const sample = { ...world.id, peak: 9, peakAt: ago(12), viewerSeconds: 540, coveredSeconds: 60 };
  const counted = { ...sample, lastAt: ago(11), lastCount: 5 };
  await world.viewers.put(counted, undefined, 1);
  await world.reconcile();
  const [audience] = await world.viewers.get([world.id]);
  expect(audience).toMatchObject({ viewerSeconds: 840, coveredSeconds: 120, lastAt: ago(10) });
  expect(world.published('Session Closed')).toMatchObject([{ detail: { viewers: { mean: 7 } } }]);
});

test('an implausible end decides neither the day of the session nor how long its viewers count', async () => {
  const world = await setUpWith(ALL.filter((name) => name !== 'Stream End'));
  await world.deliverForged({ ...world.id, name: 'Stream End', time: '2099-01-01T00:00:00.000Z' });
  const counted = { peak: 9, peakAt: ago(13), viewerSeconds: 540, coveredSeconds: 60 };
  await world.viewers.put({ ...world.id, ...counted, lastAt: ago(12), lastCount: 5 }, undefined, 1);
  await world.reconcile();
  expect(world.summary()?.phase).toBe('ENDED#2026-11-21');
  expect(await world.viewers.get([world.id])).toMatchObject([
    { lastAt: ago(11), coveredSeconds: 120 },
  ]);
});

test('a session that IVS no longer knows is finalized with what is known', async () => {
  const world = await setUpWith(ALL);
  world.forget();
  await world.reconcile();
  expect(world.storedDetails()).toMatchObject({ health: { events: ALL.length } });
  expect(world.storedDetails()).not.toHaveProperty('ingest');
});

test('an event that was not published is published when the session is finalized', async () => {
  const world = await setUpWith(ALL);
  const start = [...world.store.events].find(([, { name }]) => name === 'Stream Start');
  world.store.events.delete(String(start?.[0]));
  world.bus.events.length = 0;
  // IVS no longer knows the session, so no repair publishes the start.
  world.forget();
  await world.reconcile();
  expect(world.published('Session Started')).toHaveLength(1);
  expect(world.published('Session Ended')).toHaveLength(0);
});

const STEPS = ['listEvents', 'putEvent', 'get', 'put', 'markFinalized'];

test('a run that is interrupted at any step is completed by the next one', async () => {
  for (let at = 0; at < 40; at++) {
    const world = await setUpWith(['Stream Start', 'Stream End']);
    const counted = { peak: 9, peakAt: ago(12), viewerSeconds: 540, coveredSeconds: 60 };
    await world.viewers.put(
      { ...world.id, ...counted, lastAt: ago(11), lastCount: 5 },
      undefined,
      1,
    );
    let calls = 0;
    const interruptible = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(_, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function' || !STEPS.includes(String(name))) return member;
          return async (...args: unknown[]) => {
            if (calls++ >= at) throw new Error('interrupted');
            return member.apply(target, args);
          };
        },
      });
    const { store, details, viewers, bus } = world;
    const interruptedStores = {
      details: interruptible(details),
      viewers: interruptible(viewers),
      bus: interruptible(bus),
    };
    const report = await world
      .reconcile({ ...interruptedStores, store: interruptible(store) })
      .catch(() => undefined);
    if (report?.failed === 0) {
      expect(at).toBeGreaterThan(10);
      return;
    }
    expect(world.summary()?.finalized).toBeUndefined();
    await world.reconcile();
    expect(world.summary()?.phase).toBe('ENDED#2026-11-21');
    expect(world.storedDetails()?.health).toMatchObject({ events: ALL.length });
    expect(await viewers.get([world.id])).toMatchObject([
      { viewerSeconds: 840, coveredSeconds: 120 },
    ]);
    expect(world.published('Session Closed').length).toBeGreaterThan(0);
  }
  throw new Error('every run was interrupted');
});
