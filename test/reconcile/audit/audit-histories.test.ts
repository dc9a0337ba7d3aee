import { expect, test } from 'vitest';
import type { StreamSessionSummary } from '../../../src/ivs/api.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import { OutOfTimeError } from '../../../src/platform/errors.ts';
import { auditHistories } from '../../../src/reconcile/audit/audit-histories.ts';
import { currentRound, FIRST_AUDIT_CURSOR } from '../../../src/reconcile/audit/audit-round.ts';
import type { AuditContext } from '../../../src/reconcile/audit/channel-pages.ts';
import { memoryChannelStore } from '../../support/channels.ts';
import { refusal } from '../../support/ivs.ts';
import type { WorldSession } from '../../support/memory-ivs.ts';
import { ago, arnOf, NOW, setUp } from '../set-up.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const sessionOf = (channel: string, minutes: number): WorldSession => ({
  channelArn: arnOf(channel),
  streamId: `st-${channel}${minutes}`,
  events: [
    ['Session Created', ago(minutes)],
    ['Stream Start', ago(minutes)],
    ['Stream End', ago(minutes - 1)],
    ['Session Ended', ago(minutes - 1)],
  ],
  endTime: ago(minutes - 1),
});

/** @param deleted channels that were deleted */
function withAudit(world: WorldSession[], channels: string[], deleted: string[] = []) {
  const base = setUp(world);
  const asked: string[] = [];
  const listed: (string | undefined)[] = [];
  const arns = channels.map(arnOf);
  const ivs: AuditContext['ivs'] = {
    ...base.ivs,
    async listChannels(token) {
      listed.push(token);
      const from = Number(token ?? 0);
      const items = arns.slice(from, from + 2).map((arn) => ({ arn }));
      return { items, ...(from + 2 < arns.length && { nextToken: String(from + 2) }) };
    },
    batchGetChannels: async (some) =>
      some.filter((arn) => !deleted.map(arnOf).includes(arn)).map((arn) => ({ arn })),
    async listStreamSessions(channelArn, token) {
      asked.push(channelArn);
      const ofChannel = world.filter((one) => one.channelArn === channelArn);
      const all = ofChannel.map(({ streamId, events, endTime }): StreamSessionSummary => {
        const start = new Date(String(events[0]?.[1]));
        return { streamId, startTime: start, endTime: new Date(String(endTime)) };
      });
      const newest = all.sort((a, b) => Number(b.startTime) - Number(a.startTime));
      const from = Number(token ?? 0);
      const items = newest.slice(from, from + 2);
      return { items, ...(from + 2 < all.length && { nextToken: String(from + 2) }) };
    },
  };
  const context: AuditContext = {
    ...{ ...base.seen, store: base.store, bus: base.bus, details: base.details },
    ...{ viewers: base.viewers, clock: base.clock, cursors: base.cursors, ivs },
    channels: memoryChannelStore(),
    ...{ retentionDays: 90, auditIntervalMs: DAY, lease: { shouldRelease: async () => false } },
  };
  return {
    ...{ ...base, asked, listed, context },
    audit: (more: Partial<AuditContext> = {}, requested = false) =>
      auditHistories({ ...context, ...more }, requested),
  };
}

test('a session of which every event was lost is found by the history of its channel, and finalized', async () => {
  const world = withAudit([sessionOf('a', 300), sessionOf('b', 200)], ['a', 'b', 'c']);
  const known = sessionOf('b', 200);
  for (const [name, at] of known.events) await world.deliver(known, name, at);
  expect(await world.audit()).toEqual({ channels: 3, found: 1, failed: 0, finished: true });
  expect(world.view('st-a300')).toMatchObject({ state: 'ended', startedAt: ago(300) });
  const lost = [...world.store.summaries.values()].find(({ streamId }) => streamId === 'st-a300');
  expect(lost?.phase).toBe('ENDED#2026-11-21');
  expect(world.details.details.size).toBe(1);
  expect(world.ivs.requests).toEqual(['GetStreamSession']);
  expect(world.asked).toEqual(['a', 'b', 'c'].map(arnOf));
});

test('each channel is audited once in the interval, back to the start of the last round', async () => {
  const old = sessionOf('a', 60 * 26);
  const world = withAudit([old], ['a']);
  expect(await world.audit()).toMatchObject({ found: 0 });
  world.clock.advance(DAY - 1);
  expect(await world.audit()).toBeUndefined();
  world.clock.advance(1);
  expect(await world.audit()).toMatchObject({ channels: 1, finished: true });
  expect(await world.audit({}, true)).toMatchObject({ found: 1, finished: true });
});

test('with the interval 0 only a requested audit runs', async () => {
  const world = withAudit([sessionOf('a', 300)], ['a']);
  expect(await world.audit({ auditIntervalMs: 0 })).toBeUndefined();
  expect(await world.audit({ auditIntervalMs: 0 }, true)).toMatchObject({ found: 1 });
});

test('a scheduled pass audits 60 channels and the next ones continue; a requested audit has no limit', async () => {
  const names = Array.from({ length: 130 }, (_, i) => `c${i}`);
  const world = withAudit([sessionOf('c129', 300)], names);
  const passes = [await world.audit(), await world.audit(), await world.audit()];
  expect(passes.map((one) => [one?.channels, one?.finished])).toEqual([
    [60, false],
    [60, false],
    [10, true],
  ]);
  expect(world.asked).toEqual(names.map(arnOf));
  expect(passes[2]?.found).toBe(1);
  expect(await world.audit({}, true)).toMatchObject({ channels: 130, finished: true });
});

test('an audit without time left, or without the lease, continues at the same channel', async () => {
  const world = withAudit([], ['a', 'b', 'c']);
  const { listStreamSessions } = world.context.ivs;
  const outOfTime: AuditContext['ivs'] = {
    ...world.context.ivs,
    async listStreamSessions(arn, token) {
      if (arn === arnOf('b')) throw new OutOfTimeError('no time left');
      return listStreamSessions(arn, token);
    },
  };
  expect(await world.audit({ ivs: outOfTime })).toMatchObject({ channels: 1, finished: false });
  expect(await world.audit({ lease: { shouldRelease: async () => true } })).toMatchObject({
    channels: 0,
  });
  expect(await world.audit()).toMatchObject({ channels: 2, finished: true });
  expect(world.asked).toEqual(['a', 'b', 'c'].map(arnOf));
});

test('the deletion of a channel between two passes does not skip any other channel', async () => {
  const world = withAudit([sessionOf('b', 300)], ['a', 'b', 'c']);
  let asked = 0;
  const lease = { shouldRelease: async () => ++asked > 1 };
  expect(await world.audit({ lease })).toMatchObject({ channels: 1, found: 0 });
  const listChannels = async () => ({ items: ['b', 'c'].map((name) => ({ arn: arnOf(name) })) });
  const ivs = { ...world.context.ivs, listChannels };
  expect(await world.audit({ ivs })).toMatchObject({ channels: 2, found: 1, finished: true });
  expect(world.asked).toEqual(['a', 'b', 'c'].map(arnOf));
});

test('an audit starts at the first page if IVS no longer accepts the saved page token', async () => {
  const world = withAudit([], ['a', 'b', 'c']);
  const { listStreamSessions, listChannels } = world.context.ivs;
  const outOfTime: AuditContext['ivs'] = {
    ...world.context.ivs,
    async listStreamSessions(arn, token) {
      if (arn === arnOf('c')) throw new OutOfTimeError('no time left');
      return listStreamSessions(arn, token);
    },
  };
  await world.audit({ ivs: outOfTime });
  let refused = 0;
  const forgetful: AuditContext['ivs'] = {
    ...world.context.ivs,
    listChannels: async (token) => {
      if (token !== undefined && refused++ === 0) throw refusal('ValidationException');
      return listChannels(token);
    },
  };
  expect(await world.audit({ ivs: forgetful })).toMatchObject({ channels: 3, finished: true });
});

test('a deleted channel is known by its other sessions, and is audited too', async () => {
  const [lost, known] = [sessionOf('z', 200), sessionOf('z', 300)];
  const world = withAudit([lost, known, sessionOf('a', 100)], ['a'], ['z']);
  for (const [name, at] of known.events) await world.deliver(known, name, at);
  await world.reconcile();
  expect(await world.audit()).toMatchObject({ channels: 2, found: 2, finished: true });
  expect(world.asked).toEqual([arnOf('a'), arnOf('z')]);
});

test('a session that just began is not added, because its events may be delayed', async () => {
  const world = withAudit([sessionOf('a', 0.5)], ['a']);
  expect(await world.audit()).toMatchObject({ channels: 1, found: 0 });
});

test('the sessions of a channel are read back to the start of the round only', async () => {
  const many = [100, 200, 300, 60 * 30, 60 * 31, 60 * 32].map((at) => sessionOf('a', at));
  const world = withAudit(many, ['a']);
  expect(await world.audit()).toMatchObject({ found: 3 });
  expect(world.asked).toHaveLength(2);
});

test('a failure for one channel does not stop the audit', async () => {
  const world = withAudit([sessionOf('b', 300)], ['a', 'b']);
  const { listStreamSessions } = world.context.ivs;
  const failing: AuditContext['ivs'] = {
    ...world.context.ivs,
    listStreamSessions: async (arn, token) =>
      arn === arnOf('a') ? Promise.reject(new Error('no')) : listStreamSessions(arn, token),
  };
  expect(await world.audit({ ivs: failing })).toMatchObject({ found: 1, failed: 1 });
  expect(world.seen.counts).toMatchObject({ ReconcileFailures: 1 });
});

test('a lost session of a channel that failed is found in the next round', async () => {
  const world = withAudit([sessionOf('a', 300)], ['a', 'b']);
  const { listStreamSessions } = world.context.ivs;
  const failing: AuditContext['ivs'] = {
    ...world.context.ivs,
    listStreamSessions: async (arn, token) =>
      arn === arnOf('a') ? Promise.reject(new Error('no')) : listStreamSessions(arn, token),
  };
  expect(await world.audit({ ivs: failing })).toMatchObject({ found: 0, failed: 1 });
  world.clock.advance(DAY);
  expect(await world.audit()).toMatchObject({ found: 1, failed: 0, finished: true });
});

test('a long round does not add a session that has expired in the meantime', async () => {
  const known = sessionOf('b', 20 * 60);
  const world = withAudit([known], ['a', 'b']);
  for (const [name, at] of known.events) await world.deliver(known, name, at);
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
