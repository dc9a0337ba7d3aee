import { describe, expect, test } from 'vitest';
import { dynamoChannelStore } from '../../src/channels/dynamo-store.ts';
import type { ChannelRecord, KeyAnnouncement, PendingRotation } from '../../src/channels/record.ts';
import type { ChannelStore } from '../../src/channels/store.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';

let count = 0;
const newArn = () => `arn:aws:ivs:us-west-2:123456789012:channel/${++count}`;
const T = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
const stream = (second: number, streamId = 'st-a') => ({ at: T(second), streamId });

/** The tests of stored channel records. @param table may hold items of other tests */
export function channelStoreContract(table: () => Table): void {
  const make = () => dynamoChannelStore(table(), systemClock);

  describe('channel records', () => {
    const only = async (store: ChannelStore, arn: string) => {
      const [{ expiresAt: _, ...record } = { channelArn: '' }] = await store.get([arn]);
      return record as ChannelRecord;
    };

    test('a start is recorded, and does not mark the channel', async () => {
      const [store, arn] = [make(), newArn()];
      expect(await store.addEvidence(arn, 'lastStart', stream(1))).toBe(true);
      expect(await only(store, arn)).toEqual({ channelArn: arn, lastStart: stream(1) });
    });

    test('an end is recorded, and marks the channel for both passes at its own time', async () => {
      const [store, arn] = [make(), newArn()];
      await store.addEvidence(arn, 'lastEnd', stream(2));
      const marks = { cleanupDueAt: T(2), rotationDueAt: T(2) };
      expect(await only(store, arn)).toEqual({ channelArn: arn, lastEnd: stream(2), ...marks });
    });

    test('older or equal evidence changes nothing; at the same time the greater stream id counts', async () => {
      const [store, arn] = [make(), newArn()];
      await store.addEvidence(arn, 'lastEnd', stream(5, 'st-b'));
      expect(await store.addEvidence(arn, 'lastEnd', stream(5, 'st-b'))).toBe(false);
      expect(await store.addEvidence(arn, 'lastEnd', stream(4, 'st-z'))).toBe(false);
      expect(await store.addEvidence(arn, 'lastEnd', stream(5, 'st-a'))).toBe(false);
      expect(await store.addEvidence(arn, 'lastEnd', stream(5, 'st-c'))).toBe(true);
      expect((await only(store, arn))?.lastEnd).toEqual(stream(5, 'st-c'));
    });

    test('a mark can only move to an earlier time, and creates a missing record', async () => {
      const [store, arn] = [make(), newArn()];
      expect(await store.markDue(arn, 'rotation', T(9))).toBe(true);
      expect(await store.markDue(arn, 'rotation', T(10))).toBe(false);
      expect(await store.markDue(arn, 'rotation', T(9))).toBe(false);
      expect(await store.markDue(arn, 'rotation', T(8))).toBe(true);
      expect(await only(store, arn)).toEqual({ channelArn: arn, rotationDueAt: T(8) });
    });

    test('an update is refused if newer evidence has been recorded', async () => {
      const [store, arn] = [make(), newArn()];
      await store.addEvidence(arn, 'lastEnd', stream(2));
      const seen = await only(store, arn);
      if (!seen) throw new Error('no record');
      await store.addEvidence(arn, 'lastStart', stream(3, 'st-b'));
      expect(await store.update(seen, { cleanupDueAt: null })).toBe(false);
      expect((await only(store, arn))?.cleanupDueAt).toBe(T(2));
      expect(await store.update(seen, { cleanupDueAt: null }, 'always')).toBe(true);
      expect((await only(store, arn))?.cleanupDueAt).toBeUndefined();
    });

    test('an update sets and removes members, and keeps the others', async () => {
      const [store, arn] = [make(), newArn()];
      await store.addEvidence(arn, 'lastEnd', stream(2));
      const seen = await only(store, arn);
      if (!seen) throw new Error('no record');
      const key = { arn: 'key', since: T(1), created: true };
      const pendingRotation = { keyArn: 'old', tags: { a: 'b' }, at: T(3), end: stream(2) };
      await store.update(seen, {
        key,
        pendingRotation,
        lastCleanupDecision: 'kept',
        rotationDueAt: T(7),
      });
      const updated = {
        ...seen,
        key,
        pendingRotation,
        lastCleanupDecision: 'kept',
        rotationDueAt: T(7),
      };
      expect(await only(store, arn)).toEqual(updated);
      await store.update(seen, { key: null, pendingRotation: null, lastCleanupDecision: null });
      expect(await only(store, arn)).toEqual({ ...seen, rotationDueAt: T(7) });
    });

    test('an update of the rotation is refused if another rotation has begun or finished', async () => {
      const [store, arn] = [make(), newArn()];
      await store.markDue(arn, 'rotation', T(1));
      const seen = { channelArn: arn };
      const pendingRotation: PendingRotation = {
        keyArn: 'old',
        tags: { a: 'b' },
        at: T(3),
        reason: 'stream-ended',
      };
      expect(await store.update(seen, { pendingRotation }, 'rotation')).toBe(true);
      expect(await store.update(seen, { pendingRotation: null }, 'rotation')).toBe(false);
      const later = { ...pendingRotation, at: T(4) };
      expect(
        await store.update({ ...seen, pendingRotation: later }, { pendingRotation }, 'rotation'),
      ).toBe(false);
      expect(
        await store.update({ ...seen, pendingRotation }, { pendingRotation: later }, 'rotation'),
      ).toBe(true);
      const key = { arn: 'new', since: T(5), created: true };
      const pendingAnnouncement: KeyAnnouncement = {
        keyArn: 'new',
        oldKeyArn: 'old',
        reason: 'stream-ended',
        at: T(5),
      };
      await store.update(
        { ...seen, pendingRotation: later },
        { pendingRotation: null, key, pendingAnnouncement },
        'rotation',
      );
      expect(await only(store, arn)).toMatchObject({ key, pendingAnnouncement });
      expect(await store.update(seen, { pendingRotation }, 'rotation')).toBe(false);
      expect(await store.update({ ...seen, key }, { pendingAnnouncement: null }, 'rotation')).toBe(
        true,
      );
      expect(await only(store, arn)).toEqual({ channelArn: arn, rotationDueAt: T(1), key });
    });

    test('an update does not create a removed record again', async () => {
      const [store, arn] = [make(), newArn()];
      await store.markDue(arn, 'cleanup', T(1));
      await store.remove(arn);
      expect(await store.update({ channelArn: arn }, { cleanupDueAt: T(2) })).toBe(false);
      expect(await store.update({ channelArn: arn }, { cleanupDueAt: T(2) }, 'always')).toBe(false);
      expect(await store.get([arn])).toEqual([]);
    });

    test('a history check is recorded', async () => {
      const [store, arn] = [make(), newArn()];
      await store.recordHistoryCheck(arn, T(4));
      expect(await only(store, arn)).toEqual({ channelArn: arn, historyCheckedAt: T(4) });
    });
  });

  test('due channels are listed page by page, the longest due first', async () => {
    const store = make();
    const arns = Array.from({ length: 120 }, newArn);
    for (const [i, arn] of arns.entries()) await store.markDue(arn, 'rotation', T(100 + (i % 60)));
    const notDue = newArn();
    await store.markDue(notDue, 'rotation', T(1_000));
    const pages: string[][] = [];
    let next: string | undefined;
    do {
      const page = await store.listDue('rotation', T(500), next);
      pages.push(page.channelArns);
      next = page.next;
    } while (next !== undefined);
    const listed = pages.flat().filter((arn) => arns.includes(arn));
    expect(new Set(listed)).toEqual(new Set(arns));
    expect(pages.flat()).not.toContain(notDue);
    const records = new Map((await store.get(arns)).map((r) => [r.channelArn, r.rotationDueAt]));
    const times = listed.map((arn) => records.get(arn));
    expect(times).toEqual([...times].sort());
  });

  test('DynamoDB deletes a record 400 days after its last write', async () => {
    const arn = newArn();
    const days = (count: number) => Date.parse(T(0)) + count * 86_400_000;
    let now = days(0);
    const store = dynamoChannelStore(table(), { now: () => now, sleep: async () => undefined });
    const expiresAt = async () => (await store.get([arn]))[0]?.expiresAt;
    await store.addEvidence(arn, 'lastStart', stream(1));
    expect(await expiresAt()).toBe(days(400) / 1_000);
    now = days(30);
    expect(await store.update({ channelArn: arn }, {}, 'always')).toBe(true);
    expect(await expiresAt()).toBe(days(430) / 1_000);
  });
}
