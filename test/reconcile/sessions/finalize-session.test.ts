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

/** A world in which of the session these events came. */
async function heard(names: string[], session = over) {
  const world = setUp([session]);
  for (const [name, at, detailType] of session.events)
    if (names.includes(name)) await world.hear(session, name, at, detailType);
  const told = (detailType: string) =>
    world.bus.events.filter((event) => event.detailType === detailType);
  const details = () => world.details.details.get(`${id.channelArn} ${id.streamId}`);
  const summary = (): SessionSummary | undefined => [...world.store.summaries.values()][0];
  return { ...world, told, closed: details, summary };
}
const ALL = over.events.map(([name]) => name);
const filledIn = ({ store }: Awaited<ReturnType<typeof heard>>) =>
  [...store.events.values()].filter(({ repaired }) => repaired).map(({ name }) => name);

test('a session of which everything came is closed: details, then told, then checked', async () => {
  const world = await heard(ALL);
  await world.reconcile();
  expect(filledIn(world)).toEqual([]);
  expect(world.closed()).toMatchObject({
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
  expect(world.told('Session Closed')).toMatchObject([{ detail: { session: { state: 'ended' } } }]);
  expect(world.told('Session Repaired')).toEqual([]);
});

test('what the list of the session has and the table lacks is filled in, once', async () => {
  const world = await heard(['Stream Start', 'Starvation Start', 'Stream End']);
  await world.reconcile();
  const missing = ALL.filter((name) => !/Start$|Stream End/.test(name));
  expect(filledIn(world).sort()).toEqual(missing.sort());
  expect(world.closed()?.health).toMatchObject({
    starvation: { count: 1, totalMs: 120_000 },
    takeovers: [{ outcome: 'taken-over' }, { outcome: 'refused' }],
    breaches: [{ at: ago(12), limit: 'Ingest Bitrate' }],
    events: ALL.length,
  });
  expect(world.ivs.requests).toEqual(['ListStreams', 'GetStreamSession']);
  expect(world.told('Session Repaired').length).toBeGreaterThan(0);
  const before = world.store.events.size;
  await world.reconcile();
  expect(world.store.events.size).toBe(before);
});

test('an event that comes after its repair does not count twice', async () => {
  const world = await heard(['Stream Start', 'Stream End']);
  await world.reconcile();
  const late = over.events.filter(([name]) => !['Stream Start', 'Stream End'].includes(name));
  for (const [name, at, type] of late) await world.hear(over, name, at, type);
  const fold = new HealthFold(world.summary() ?? {});
  for (const event of (await world.store.listEvents(id, 100)).events) fold.add(event);
  expect(fold.result()).toMatchObject({ events: ALL.length, counts: { takeovers: 2 } });
});

test('of one that ended just now IVS may not have told all: it is closed two minutes later', async () => {
  const young: WorldSession = { ...over, events: over.events.slice(0, -1), endTime: ago(1) };
  const world = await heard(['Stream Start', 'Session Created', 'Stream End'], young);
  await world.reconcile();
  expect(world.closed()).toBeUndefined();
  young.events.push(['Session Ended', ago(0.9)]);
  world.clock.advance(60_000);
  await world.reconcile();
  expect(world.view(id.streamId)).toMatchObject({ ingestEndedAt: ago(0.9) });
  expect(world.closed()).toBeDefined();
});

test('while its recording may yet end, it waits, at no request; for a quarter of an hour', async () => {
  const names = ['Session Created', 'Stream Start', 'Stream End', 'Session Ended'];
  const world = await heard(names);
  await world.hear(over, 'Recording Start', ago(29), 'IVS Recording State Change');
  await world.reconcile();
  expect(world.closed()).toBeUndefined();
  expect(world.ivs.requests).toEqual(['ListStreams']);
  world.clock.advance(6 * 60_000);
  await world.reconcile();
  expect(world.closed()?.health.recordings).toMatchObject([{ status: 'recording' }]);

  const lacking = await heard(names.slice(0, 3));
  await lacking.hear(over, 'Recording Start', ago(29), 'IVS Recording State Change');
  await lacking.reconcile();
  expect(lacking.view(id.streamId)).toMatchObject({ ingestEndedAt: ago(9), repaired: true });
  expect(lacking.closed()).toBeUndefined();

  const other = await heard(names);
  await other.hear(over, 'Recording Start', ago(29), 'IVS Recording State Change');
  await other.hear(over, 'Recording End', ago(4), 'IVS Recording State Change');
  await other.reconcile();
  expect(other.closed()?.health.recordings).toMatchObject([{ status: 'recorded' }]);
});

test('a recording whose start was lost may yet end, too', async () => {
  const RECORDING = 'IVS Recording State Change';
  const recorded: WorldSession = {
    ...over,
    events: [['Recording Start', ago(29), RECORDING], ...over.events],
  };
  const world = await heard(ALL, recorded);
  await world.reconcile();
  expect(filledIn(world)).toEqual(['Recording Start']);
  expect(world.closed()).toBeUndefined();
  await world.hear(recorded, 'Recording End', ago(0), RECORDING);
  world.clock.advance(60_000);
  await world.reconcile();
  expect(world.closed()?.health.recordings).toMatchObject([{ status: 'recorded' }]);
  expect(world.told('Session Closed')).toHaveLength(1);
});

test('the last viewers count until the end, and go with the account', async () => {
  const world = await heard(ALL);
  const sample = { ...id, peak: 9, peakAt: ago(12), viewerSeconds: 540, coveredSeconds: 60 };
  const counted = { ...sample, lastAt: ago(11), lastCount: 5 };
  await world.viewers.put(counted, undefined, 1);
  await world.reconcile();
  const [audience] = await world.viewers.get([id]);
  expect(audience).toMatchObject({ viewerSeconds: 840, coveredSeconds: 120, lastAt: ago(10) });
  expect(world.told('Session Closed')).toMatchObject([{ detail: { viewers: { mean: 7 } } }]);
});

test('an end that can not be right says neither the day of the session nor how long it was watched', async () => {
  const world = await heard(ALL.filter((name) => name !== 'Stream End'));
  await world.hear(over, 'Stream End', '2099-01-01T00:00:00.000Z');
  const counted = { peak: 9, peakAt: ago(12), viewerSeconds: 540, coveredSeconds: 60 };
  await world.viewers.put({ ...id, ...counted, lastAt: ago(10), lastCount: 5 }, undefined, 1);
  await world.reconcile();
  expect(world.summary()?.phase).toBe('ENDED#2026-11-21');
  expect(await world.viewers.get([id])).toMatchObject([{ lastAt: ago(9), coveredSeconds: 120 }]);
});

test('a session that IVS has forgotten is closed with what is known', async () => {
  const world = await heard(ALL);
  await world.reconcile({ ivs: { ...world.ivs, getStreamSession: async () => undefined } });
  expect(world.closed()).toMatchObject({ health: { events: ALL.length } });
  expect(world.closed()).not.toHaveProperty('ingest');
});

test('what no event came to tell is told at the close', async () => {
  const world = await heard(ALL);
  const start = [...world.store.events].find(([, { name }]) => name === 'Stream Start');
  world.store.events.delete(String(start?.[0]));
  world.bus.events.length = 0;
  // IVS has forgotten the session: there is nothing to fill in that would tell it.
  await world.reconcile({ ivs: { ...world.ivs, getStreamSession: async () => undefined } });
  expect(world.told('Session Started')).toHaveLength(1);
  expect(world.told('Session Ended')).toHaveLength(0);
});

const STEPS = ['listEvents', 'putEvent', 'get', 'put', 'markFinalized'];

test('a run that is cut off at any step is completed by the next one', async () => {
  for (let at = 0; at < 40; at++) {
    const world = await heard(['Stream Start', 'Stream End']);
    const counted = { peak: 9, peakAt: ago(12), viewerSeconds: 540, coveredSeconds: 60 };
    await world.viewers.put({ ...id, ...counted, lastAt: ago(11), lastCount: 5 }, undefined, 1);
    let calls = 0;
    const mortal = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(_, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function' || !STEPS.includes(String(name))) return member;
          return async (...args: unknown[]) => {
            if (calls++ >= at) throw new Error('cut off');
            return member.apply(target, args);
          };
        },
      });
    const { store, details, viewers, bus } = world;
    const cut = { details: mortal(details), viewers: mortal(viewers), bus: mortal(bus) };
    const report = await world.reconcile({ ...cut, store: mortal(store) }).catch(() => undefined);
    if (report?.failed === 0) {
      expect(at).toBeGreaterThan(10);
      return;
    }
    expect(world.summary()?.finalized).toBeUndefined();
    await world.reconcile();
    expect(world.summary()?.phase).toBe('ENDED#2026-11-21');
    expect(world.closed()?.health).toMatchObject({ events: ALL.length });
    expect(await viewers.get([id])).toMatchObject([{ viewerSeconds: 840, coveredSeconds: 120 }]);
    expect(world.told('Session Closed').length).toBeGreaterThan(0);
  }
  throw new Error('every run was cut off');
});
