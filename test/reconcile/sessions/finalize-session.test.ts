import { expect, test } from 'vitest';
import type { SessionSummary } from '../../../src/sessions/summary.ts';
import { HealthFold } from '../../../src/sessions/timeline/fold-health.ts';
import type { WorldSession } from '../../support/memory-ivs.ts';
import { ago, arnOf, setUp } from '../set-up.ts';

const HEALTH = 'IVS Stream Health Change';
const over: WorldSession = {
  channelArn: arnOf('a'),
  streamId: 'st-a1',
  channelName: 'Quiz',
  events: [
    ['Session Created', ago(31)],
    ['Stream Start', ago(30)],
    ['Starvation Start', ago(20), HEALTH],
    ['Starvation End', ago(18), HEALTH],
    ['Stream Takeover', ago(15)],
    ['Stream Takeover Failure', ago(14)],
    ['Ingest Bitrate', ago(12), 'IVS Limit Breach'],
    ['Stream End', ago(10)],
    ['Session Ended', ago(9)],
  ],
  endTime: ago(10),
};
const id = { channelArn: over.channelArn, streamId: over.streamId };

/** A set-up in which only these events of the session were delivered. */
async function setUpWith(names: string[], session = over) {
  const world = setUp([session]);
  for (const [name, at, detailType] of session.events)
    if (names.includes(name)) await world.deliver(session, name, at, detailType);
  const published = (detailType: string) =>
    world.bus.events.filter((event) => event.detailType === detailType);
  const storedDetails = () => world.details.details.get(`${id.channelArn} ${id.streamId}`);
  const summary = (): SessionSummary | undefined => [...world.store.summaries.values()][0];
  return { ...world, published, storedDetails, summary };
}
const ALL = over.events.map(([name]) => name);
const repairs = ({ store }: Awaited<ReturnType<typeof setUpWith>>) =>
  [...store.events.values()].filter(({ repaired }) => repaired).map(({ name }) => name);

test('a session with all its events is finalized: details are written, then Session Closed is published, then it is marked', async () => {
  const world = await setUpWith(ALL);
  await world.reconcile();
  expect(repairs(world)).toEqual([]);
  expect(world.storedDetails()).toMatchObject({
    ...id,
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
  const world = await setUpWith(ALL);
  const ingest = { video: { width: 1_280, height: 720 } };
  await world.details.putLive({ ...id, ingest, channel: { name: 'before' } }, 9e9);
  await world.reconcile();
  expect(world.storedDetails()).toMatchObject({ ingest, channel: { name: 'Quiz' } });
  expect(world.published('Session Closed')).toMatchObject([{ detail: { ingest } }]);
});

test('an event that is in the list of IVS and not in the table is added, once', async () => {
  const world = await setUpWith(['Stream Start', 'Starvation Start', 'Stream End']);
  await world.reconcile();
  const missing = ALL.filter((name) => !/Start$|Stream End/.test(name));
  expect(repairs(world).sort()).toEqual(missing.sort());
  expect(world.storedDetails()?.health).toMatchObject({
    starvation: { count: 1, totalMs: 120_000 },
    takeovers: [{ outcome: 'taken-over' }, { outcome: 'refused' }],
    breaches: [{ at: ago(12), limit: 'Ingest Bitrate' }],
    events: ALL.length,
  });
  expect(world.ivs.requests).toEqual(['ListStreams', 'GetStreamSession']);
  expect(world.published('Session Repaired').length).toBeGreaterThan(0);
  const before = world.store.events.size;
  await world.reconcile();
  expect(world.store.events.size).toBe(before);
});

test('an event that is delivered after its repair does not count twice', async () => {
  const world = await setUpWith(['Stream Start', 'Stream End']);
  await world.reconcile();
  const late = over.events.filter(([name]) => !['Stream Start', 'Stream End'].includes(name));
  for (const [name, at, type] of late) await world.deliver(over, name, at, type);
  const fold = new HealthFold(world.summary() ?? {});
  for (const event of (await world.store.listEvents(id, 100)).events) fold.add(event);
  expect(fold.result()).toMatchObject({ events: ALL.length, counts: { takeovers: 2 } });
});

test('a session that just ended is finalized two minutes later, because the list of IVS may lack events', async () => {
  const recent: WorldSession = { ...over, events: over.events.slice(0, -1), endTime: ago(1) };
  const world = await setUpWith(['Stream Start', 'Session Created', 'Stream End'], recent);
  await world.reconcile();
  expect(world.storedDetails()).toBeUndefined();
  recent.events.push(['Session Ended', ago(0.9)]);
  world.clock.advance(60_000);
  await world.reconcile();
  expect(world.view(id.streamId)).toMatchObject({ ingestEndedAt: ago(0.9) });
  expect(world.storedDetails()).toBeDefined();
});

test('a session is not finalized while its recording may end, for 15 minutes, and no request is sent meanwhile', async () => {
  const names = ['Session Created', 'Stream Start', 'Stream End', 'Session Ended'];
  const world = await setUpWith(names);
  await world.deliver(over, 'Recording Start', ago(29), 'IVS Recording State Change');
  await world.reconcile();
  expect(world.storedDetails()).toBeUndefined();
  expect(world.ivs.requests).toEqual(['ListStreams']);
  world.clock.advance(6 * 60_000);
  await world.reconcile();
  expect(world.storedDetails()?.health?.recordings).toMatchObject([{ status: 'recording' }]);

  const withoutSessionEnded = await setUpWith(names.slice(0, 3));
  await withoutSessionEnded.deliver(over, 'Recording Start', ago(29), 'IVS Recording State Change');
  await withoutSessionEnded.reconcile();
  expect(withoutSessionEnded.view(id.streamId)).toMatchObject({
    ingestEndedAt: ago(9),
    repaired: true,
  });
  expect(withoutSessionEnded.storedDetails()).toBeUndefined();

  const other = await setUpWith(names);
  await other.deliver(over, 'Recording Start', ago(29), 'IVS Recording State Change');
  await other.deliver(over, 'Recording End', ago(4), 'IVS Recording State Change');
  await other.reconcile();
  expect(other.storedDetails()?.health?.recordings).toMatchObject([{ status: 'recorded' }]);
});

test('a session is not finalized while a recording may end whose start was lost', async () => {
  const RECORDING = 'IVS Recording State Change';
  const recorded: WorldSession = {
    ...over,
    events: [['Recording Start', ago(29), RECORDING], ...over.events],
  };
  const world = await setUpWith(ALL, recorded);
  await world.reconcile();
  expect(repairs(world)).toEqual(['Recording Start']);
  expect(world.storedDetails()).toBeUndefined();
  await world.deliver(recorded, 'Recording End', ago(0), RECORDING);
  world.clock.advance(60_000);
  await world.reconcile();
  expect(world.storedDetails()?.health?.recordings).toMatchObject([{ status: 'recorded' }]);
  expect(world.published('Session Closed')).toHaveLength(1);
});

test('the last viewer sample counts until the end, and Session Closed contains the viewers', async () => {
  const world = await setUpWith(ALL);
  const sample = { ...id, peak: 9, peakAt: ago(12), viewerSeconds: 540, coveredSeconds: 60 };
  const counted = { ...sample, lastAt: ago(11), lastCount: 5 };
  await world.viewers.put(counted, undefined, 1);
  await world.reconcile();
  const [audience] = await world.viewers.get([id]);
  expect(audience).toMatchObject({ viewerSeconds: 840, coveredSeconds: 120, lastAt: ago(10) });
  expect(world.published('Session Closed')).toMatchObject([{ detail: { viewers: { mean: 7 } } }]);
});

test('an implausible end decides neither the day of the session nor how long its viewers count', async () => {
  const world = await setUpWith(ALL.filter((name) => name !== 'Stream End'));
  await world.deliver(over, 'Stream End', '2099-01-01T00:00:00.000Z');
  const counted = { peak: 9, peakAt: ago(12), viewerSeconds: 540, coveredSeconds: 60 };
  await world.viewers.put({ ...id, ...counted, lastAt: ago(10), lastCount: 5 }, undefined, 1);
  await world.reconcile();
  expect(world.summary()?.phase).toBe('ENDED#2026-11-21');
  expect(await world.viewers.get([id])).toMatchObject([{ lastAt: ago(9), coveredSeconds: 120 }]);
});

test('a session that IVS no longer knows is finalized with what is known', async () => {
  const world = await setUpWith(ALL);
  await world.reconcile({ ivs: { ...world.ivs, getStreamSession: async () => undefined } });
  expect(world.storedDetails()).toMatchObject({ health: { events: ALL.length } });
  expect(world.storedDetails()).not.toHaveProperty('ingest');
});

test('an event that was not published is published when the session is finalized', async () => {
  const world = await setUpWith(ALL);
  const start = [...world.store.events].find(([, { name }]) => name === 'Stream Start');
  world.store.events.delete(String(start?.[0]));
  world.bus.events.length = 0;
  // IVS no longer knows the session, so no repair publishes the start.
  await world.reconcile({ ivs: { ...world.ivs, getStreamSession: async () => undefined } });
  expect(world.published('Session Started')).toHaveLength(1);
  expect(world.published('Session Ended')).toHaveLength(0);
});

const STEPS = ['listEvents', 'putEvent', 'get', 'put', 'markFinalized'];

test('a run that is interrupted at any step is completed by the next one', async () => {
  for (let at = 0; at < 40; at++) {
    const world = await setUpWith(['Stream Start', 'Stream End']);
    const counted = { peak: 9, peakAt: ago(12), viewerSeconds: 540, coveredSeconds: 60 };
    await world.viewers.put({ ...id, ...counted, lastAt: ago(11), lastCount: 5 }, undefined, 1);
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
    expect(await viewers.get([id])).toMatchObject([{ viewerSeconds: 840, coveredSeconds: 120 }]);
    expect(world.published('Session Closed').length).toBeGreaterThan(0);
  }
  throw new Error('every run was interrupted');
});
