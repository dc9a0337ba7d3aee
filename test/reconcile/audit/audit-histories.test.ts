import { expect, test } from 'vitest';
import { isoTime } from '../../../src/platform/clock.ts';
import { OutOfTimeError } from '../../../src/platform/errors.ts';
import { auditHistories } from '../../../src/reconcile/audit/audit-histories.ts';
import { currentRound, FIRST_AUDIT_CURSOR } from '../../../src/reconcile/audit/audit-round.ts';
import type { AuditContext } from '../../../src/reconcile/audit/channel-pages.ts';
import { memoryChannelStore } from '../../support/channels.ts';
import type { StreamPlan } from '../../support/ivs/history.ts';
import { interceptIvs } from '../../support/ivs/intercept.ts';
import { ago, NOW, setUp } from '../set-up.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A stream of a minute. */
const session = (channel: string, minutes: number): StreamPlan => ({
  ...{ channel, created: minutes, started: minutes, ended: minutes - 1 },
});

/** @param channels the names of all channels, in the order of ListChannels */
async function withAudit(plans: StreamPlan[], channels: string[]) {
  const quotas = { enforce: false, resources: { channels: 200 } };
  const base = await setUp(plans, { channels, quotas });
  const context: AuditContext = {
    ...{ ...base.seen, store: base.store, bus: base.bus, details: base.details },
    ...{ viewers: base.viewers, clock: base.clock, cursors: base.cursors, ivs: base.ivs },
    channels: memoryChannelStore(),
    ...{ retentionDays: 90, auditIntervalMs: DAY, lease: { shouldRelease: async () => false } },
  };
  return {
    ...{ ...base, context, first: base.streams[0] as (typeof base.streams)[number] },
    audit: (more: Partial<AuditContext> = {}, requested = false) =>
      auditHistories({ ...context, ...more }, requested),
    /** The names of the channels whose histories were requested. */
    asked: () =>
      base.requests
        .filter(({ operation }) => operation === 'ListStreamSessions')
        .map(({ input }) => channels.find((name) => base.arnOf(name) === input.channelArn)),
    deleteChannel: (name: string) =>
      base.simulator.call('DeleteChannel', { arn: base.arnOf(name) }),
  };
}
type World = Awaited<ReturnType<typeof withAudit>>;

/** The time of the invocation ends before the history of a channel is requested. */
const outOfTimeAt = ({ context, arnOf }: World, name: string) =>
  interceptIvs(context.ivs, {
    async listStreamSessions(send, arn, token) {
      if (arn === arnOf(name)) throw new OutOfTimeError('no time left');
      return send(arn, token);
    },
  });

test('a session of which every event was lost is found by the history of its channel, and finalized', async () => {
  const world = await withAudit([session('b', 200), session('a', 300)], ['a', 'b', 'c']);
  const [known, lost] = world.streams;
  if (known && lost) await world.deliver(known);
  expect(await world.audit()).toEqual({ channels: 3, found: 1, failed: 0, finished: true });
  expect(world.view(lost ?? world.first)).toMatchObject({ state: 'ended', startedAt: ago(300) });
  expect(world.summaryOf(lost ?? world.first)?.phase).toBe('ENDED#2026-11-21');
  expect(world.details.details.size).toBe(1);
  const details = world.operations().filter((operation) => operation === 'GetStreamSession');
  expect(details).toHaveLength(1);
  expect(world.asked()).toEqual(['a', 'b', 'c']);
});

test('each channel is audited once in the interval, back to the start of the last round', async () => {
  const world = await withAudit([session('a', 60 * 26)], ['a']);
  expect(await world.audit()).toMatchObject({ found: 0 });
  world.clock.advance(DAY - 1);
  expect(await world.audit()).toBeUndefined();
  world.clock.advance(1);
  expect(await world.audit()).toMatchObject({ channels: 1, finished: true });
  expect(await world.audit({}, true)).toMatchObject({ found: 1, finished: true });
});

test('with the interval 0 only a requested audit runs', async () => {
  const world = await withAudit([session('a', 300)], ['a']);
  expect(await world.audit({ auditIntervalMs: 0 })).toBeUndefined();
  expect(await world.audit({ auditIntervalMs: 0 }, true)).toMatchObject({ found: 1 });
});

test('a scheduled pass audits 60 channels and the next ones continue; a requested audit has no limit', async () => {
  const names = Array.from({ length: 130 }, (_, i) => `c${i}`);
  const world = await withAudit([session('c129', 300)], names);
  const passes = [await world.audit(), await world.audit(), await world.audit()];
  expect(passes.map((one) => [one?.channels, one?.finished])).toEqual([
    [60, false],
    [60, false],
    [10, true],
  ]);
  expect(world.asked()).toEqual(names);
  expect(passes[2]?.found).toBe(1);
  expect(await world.audit({}, true)).toMatchObject({ channels: 130, finished: true });
});

test('an audit without time left, or without the lease, continues at the same channel', async () => {
  const world = await withAudit([], ['a', 'b', 'c']);
  const ivs = outOfTimeAt(world, 'b');
  expect(await world.audit({ ivs })).toMatchObject({ channels: 1, finished: false });
  expect(await world.audit({ lease: { shouldRelease: async () => true } })).toMatchObject({
    channels: 0,
  });
  expect(await world.audit()).toMatchObject({ channels: 2, finished: true });
  expect(world.asked()).toEqual(['a', 'b', 'c']);
});

test('the deletion of a channel between two passes does not skip any other channel', async () => {
  const world = await withAudit([session('b', 300)], ['a', 'b', 'c']);
  let asked = 0;
  const lease = { shouldRelease: async () => ++asked > 1 };
  expect(await world.audit({ lease })).toMatchObject({ channels: 1, found: 0 });
  await world.deleteChannel('a');
  expect(await world.audit()).toMatchObject({ channels: 2, found: 1, finished: true });
  expect(world.asked()).toEqual(['a', 'b', 'c']);
});

test('an audit starts at the first page if IVS no longer accepts the saved page token', async () => {
  const names = Array.from({ length: 102 }, (_, i) => `c${i}`);
  const world = await withAudit([], names);
  const stopped = await world.audit({ ivs: outOfTimeAt(world, 'c101') }, true);
  expect(stopped).toMatchObject({ channels: 101, finished: false });
  const refused = { operation: 'ListChannels', error: 'ValidationException', times: 1 };
  world.simulator.setFaults({ errors: [refused] });
  expect(await world.audit({}, true)).toMatchObject({ channels: 102, finished: true });
});

test('a deleted channel is known by its other sessions, and is audited too', async () => {
  const plans = [session('z', 300), session('z', 200), session('a', 100)];
  const world = await withAudit(plans, ['a', 'z']);
  await world.deleteChannel('z');
  await world.deliver(world.first);
  await world.reconcile();
  expect(await world.audit()).toMatchObject({ channels: 2, found: 2, finished: true });
  expect(world.asked()).toEqual(['a', 'z']);
});

test('a session that just began is not added, because its events may be delayed', async () => {
  const world = await withAudit([session('a', 0.5)], ['a']);
  expect(await world.audit()).toMatchObject({ channels: 1, found: 0 });
});

test('the sessions of a channel are read back to the start of the round only', async () => {
  const since = Array.from({ length: 110 }, (_, i) => session('a', 13 * (i + 1)));
  const before = Array.from({ length: 110 }, (_, i) => session('a', 30 * 60 + 13 * i));
  const world = await withAudit([...since, ...before], ['a']);
  expect(await world.audit()).toMatchObject({ found: 110 });
  // IVS has three pages.
  expect(world.asked()).toHaveLength(2);
});

/** IVS fails when it is asked for the history of a channel. */
const breakHistory = ({ simulator, arnOf }: World, name: string) =>
  simulator.setFaults({
    errors: [
      {
        ...{ operation: 'ListStreamSessions', error: 'InternalServerException' },
        resource: arnOf(name),
      },
    ],
  });

test('a failure for one channel does not stop the audit', async () => {
  const world = await withAudit([session('b', 300)], ['a', 'b']);
  breakHistory(world, 'a');
  expect(await world.audit()).toMatchObject({ found: 1, failed: 1 });
  expect(world.seen.counts).toMatchObject({ ReconcileFailures: 1 });
});

test('a lost session of a channel that failed is found in the next round', async () => {
  const world = await withAudit([session('a', 300)], ['a', 'b']);
  breakHistory(world, 'a');
  expect(await world.audit()).toMatchObject({ found: 0, failed: 1 });
  world.simulator.setFaults({});
  world.clock.advance(DAY);
  expect(await world.audit()).toMatchObject({ found: 1, failed: 0, finished: true });
});

test('a long round does not add a session that has expired in the meantime', async () => {
  const world = await withAudit([session('b', 20 * 60)], ['a', 'b']);
  await world.deliver(world.first);
  let asked = 0;
  const lease = { shouldRelease: async () => ++asked > 1 };
  expect(await world.audit({ retentionDays: 1, lease })).toMatchObject({ channels: 1 });
  world.clock.advance(5 * HOUR);
  world.store.summaries.clear();
  expect(await world.audit({ retentionDays: 1 })).toMatchObject({ found: 0, finished: true });
});

test('a requested round covers the whole retention period, and replaces a scheduled one', () => {
  const now = Date.parse(NOW);
  const settings = { auditIntervalMs: DAY, retentionDays: 30 };
  const scheduled = currentRound(now, undefined, false, settings);
  expect(scheduled).toEqual({
    ...{ startedAt: NOW, since: isoTime(now - DAY - HOUR), cursor: FIRST_AUDIT_CURSOR },
  });
  const requested = currentRound(now, scheduled, true, settings);
  expect(requested).toEqual({
    startedAt: NOW,
    since: isoTime(now - 30 * DAY),
    cursor: FIRST_AUDIT_CURSOR,
  });
  const later = now + 6 * HOUR;
  expect(currentRound(later, requested, true, settings)).toBe(requested);
  expect(currentRound(later, requested, false, settings)).toBe(requested);
  const longAgo = { startedAt: isoTime(now - 300 * DAY), since: isoTime(now - 301 * DAY) };
  expect(currentRound(now, longAgo, false, settings)?.since).toBe(isoTime(now - 30 * DAY));
});
