import { beforeEach, describe, expect, test } from 'vitest';
import {
  type ChannelCountStore,
  dynamoChannelCountStore,
} from '../../src/channels/channel-count.ts';
import { totalOf } from '../../src/channels/rolling-count.ts';
import { dynamoRollingCountStore } from '../../src/channels/rolling-count-store.ts';
import { RollingLimit } from '../../src/channels/rolling-limit.ts';
import type { CleanupStop, CleanupStopStore } from '../../src/cleanup/cleanup-stop.ts';
import { dynamoCleanupStopStore } from '../../src/cleanup/dynamo-cleanup-stops.ts';
import { isoTime } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const HOUR = 3_600_000;
const at = (ms: number) => isoTime(NOW + ms);
/** Every other channel has a name. */
const member = (i: number) => ({
  ...{ channelArn: `arn-${i}`, end: `st-${i} ${at(0)}` },
  ...(i % 2 === 0 && { name: `quiz-${i}` }),
});

let sets = 0;
function stopOf(rest: Partial<CleanupStop> = {}): CleanupStop {
  return {
    ...{ id: `set-${++sets}`, at: at(0), channels: 2, allowed: 1, deleted: 0, published: false },
    ...{ recountAt: at(600_000), expiresAt: at(HOUR) },
    ...rest,
  };
}

/** The tests of stored stops and counts. @param table may hold items of other tests */
export function cleanupStopsContract(table: () => Table): void {
  describe('cleanup stops', () => {
    const make = () => ({
      stops: dynamoCleanupStopStore(table()),
      channelCounts: dynamoChannelCountStore(table()),
    });

    let stops: CleanupStopStore;
    let channelCounts: ChannelCountStore;
    beforeEach(async () => {
      ({ stops, channelCounts } = make());
      const left = await stops.pending(NOW);
      if (left) await stops.clear(left.id);
    });

    test('a stop is pending until it expires', async () => {
      const stop = stopOf();
      expect(await stops.pending(NOW)).toBeUndefined();
      await stops.save(stop, [member(1), member(2)]);
      expect(await stops.pending(NOW + HOUR - 1)).toEqual(stop);
      expect(await stops.pending(NOW + HOUR)).toBeUndefined();
      expect(await stops.members(stop.id)).toEqual({ members: [member(1), member(2)] });
    });

    test('updating or clearing the stop of another set has no effect', async () => {
      const stop = stopOf();
      await stops.save(stop, [member(1)]);
      await stops.update('other', { published: true });
      await stops.clear('other');
      expect(await stops.pending(NOW)).toEqual(stop);
      await stops.update(stop.id, { published: true, recountAt: at(1) });
      expect(await stops.pending(NOW)).toEqual({ ...stop, published: true, recountAt: at(1) });
      await stops.clear(stop.id);
      expect(await stops.pending(NOW)).toBeUndefined();
      await stops.update(stop.id, { published: false });
      expect(await stops.pending(NOW)).toBeUndefined();
    });

    test('only the pending set can be approved, and again without effect', async () => {
      const stop = stopOf();
      const until = NOW + 2 * HOUR;
      await stops.save(stop, [member(1)]);
      expect(await stops.approve('other', NOW, until)).toBe(false);
      expect(await stops.approve(stop.id, NOW, until)).toBe(true);
      expect(await stops.pending(NOW)).toBeUndefined();
      expect(await stops.approve(stop.id, NOW + 5, until + 5)).toBe(true);
      const ours = (now: number) =>
        stops.approvals(now).then((all) => all.filter(({ id }) => id === stop.id));
      const approval = { id: stop.id, channels: 2, approvedAt: at(0), expiresAt: isoTime(until) };
      expect(await ours(NOW)).toEqual([approval]);
      expect(await ours(until)).toEqual([]);
      expect(await stops.approve(stop.id, until, until + HOUR)).toBe(false);
      expect((await stops.members(stop.id)).members).toEqual([member(1)]);
    });

    test('a large set is stored in several items', async () => {
      const stop = stopOf();
      const members = Array.from({ length: 2_000 }, (_, i) => member(i));
      await stops.save(stop, members);
      const pages = [];
      for (let next: number | undefined = 0; next !== undefined; ) {
        const page = await stops.members(stop.id, next);
        pages.push(page.members);
        next = page.next;
      }
      expect(pages.map((page) => page.length)).toEqual([1_000, 1_000, 0]);
      expect(pages.flat()).toEqual(members);
    });

    test('the channel count is the last that was saved', async () => {
      const count = { channels: 5, countedAt: at(0), unmarked: 3, newRules: 2 };
      await channelCounts.save({ ...count, channels: 7 }, NOW);
      await channelCounts.save(count, NOW + 1);
      expect(await channelCounts.last(NOW + HOUR)).toEqual(count);
      // The survey has not continued for an hour, so that nothing waits for it any more.
      expect(await channelCounts.last(NOW + HOUR + 2)).toEqual({
        ...count,
        ...{ unmarked: 0, newRules: 0 },
      });
    });
  });

  test('several runs together stay within a rolling limit', async () => {
    const store = dynamoRollingCountStore(table(), 'deletions');
    const limits = [1, 2, 3].map(
      () => new RollingLimit({ store, clock: { now: () => NOW }, windowMs: HOUR }),
    );
    const reserved = await Promise.all(
      limits.flatMap((limit, run) =>
        [1, 2, 3].map((change) => limit.reserve(`${run}-${change}`, () => 4)),
      ),
    );
    expect(reserved.filter((isReserved) => isReserved)).toHaveLength(4);
    const [first] = limits;
    first?.notMade('0-1');
    await first?.flush();
    const { count } = await store.load();
    expect(totalOf(count)).toBe(reserved[0] ? 3 : 4);
  });
}
