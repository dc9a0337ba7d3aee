import {
  type ChannelCount,
  type ChannelCountStore,
  SURVEY_STALLED_MS,
} from '../../src/channels/channel-count.ts';
import { NO_CHANGES } from '../../src/channels/rolling-count.ts';
import type { RollingCountStore, VersionedCount } from '../../src/channels/rolling-count-store.ts';
import type { Approval, CleanupStop, CleanupStopStore } from '../../src/cleanup/cleanup-stop.ts';
import type { PendingDeletion } from '../../src/cleanup/limits.ts';
import { isoTime } from '../../src/platform/clock.ts';

/** The channel count in memory. It passes the same tests as the one in the table. */
export function memoryChannelCountStore(): ChannelCountStore {
  let stored: { count: ChannelCount; at: number } | undefined;
  return {
    async save(count, now) {
      stored = { count: { ...count }, at: now };
    },
    async last(now) {
      if (!stored) return undefined;
      const isStalled = stored.at < now - SURVEY_STALLED_MS;
      return { ...stored.count, ...(isStalled && { unmarked: 0, newRules: 0 }) };
    },
  };
}

/** A rolling count in memory. It passes the same tests as the one in the table. */
export function memoryRollingCountStore(): RollingCountStore {
  let stored: VersionedCount = { count: NO_CHANGES, version: 0 };
  return {
    load: async () => structuredClone(stored),
    async save(count, seen) {
      if (stored.version !== seen) return false;
      stored = structuredClone({ count, version: seen + 1 });
      return true;
    },
  };
}

/** How many members a page has at most. */
const PAGE_SIZE = 1_000;

/** Stops and approvals in memory. They pass the same tests as those in the table. */
export function memoryStopStore(): CleanupStopStore {
  let current: CleanupStop | undefined;
  const approved = new Map<string, Approval>();
  const sets = new Map<string, PendingDeletion[]>();
  const pending = async (now: number) =>
    current && current.expiresAt > isoTime(now) ? { ...current } : undefined;
  const clear = async (id: string) => {
    if (current?.id === id) current = undefined;
  };
  const approvals = async (now: number) =>
    [...approved.values()].filter(({ expiresAt }) => expiresAt > isoTime(now));
  return {
    pending,
    clear,
    approvals,
    async save(stop, members) {
      sets.set(stop.id, [...members]);
      current = { ...stop };
    },
    async update(id, changes) {
      if (current?.id === id) Object.assign(current, changes);
    },
    async approve(id, now, until) {
      const stop = await pending(now);
      if (stop?.id !== id) return (await approvals(now)).some((approval) => approval.id === id);
      const [approvedAt, expiresAt] = [isoTime(now), isoTime(until)];
      approved.set(id, { id, channels: stop.channels, approvedAt, expiresAt });
      await clear(id);
      return true;
    },
    async members(id, page = 0) {
      const members = (sets.get(id) ?? []).slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
      return { members, ...(members.length === PAGE_SIZE && { next: page + 1 }) };
    },
  };
}
