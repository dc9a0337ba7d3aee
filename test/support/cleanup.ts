import type { ChannelCountStore } from '../../src/channels/channel-count.ts';
import type { Approval, CleanupStop, CleanupStopStore } from '../../src/cleanup/cleanup-stop.ts';
import type { PendingDeletion } from '../../src/cleanup/limits.ts';
import { isoTime } from '../../src/platform/clock.ts';

export function memoryChannelCountStore(): ChannelCountStore {
  let counted: number | undefined;
  return {
    async save(channels) {
      counted = channels;
    },
    lastCount: async () => counted,
  };
}

/** Members on one page. */
const PAGE = 1_000;

/** Stops and approvals in memory. Passes the same contract tests as the table's. */
export function memoryStopStore(): CleanupStopStore {
  let waiting: CleanupStop | undefined;
  const approved = new Map<string, Approval>();
  const sets = new Map<string, PendingDeletion[]>();
  const pending = async (now: number) =>
    waiting && waiting.expiresAt > isoTime(now) ? { ...waiting } : undefined;
  const lift = async (id: string) => {
    if (waiting?.id === id) waiting = undefined;
  };
  const approvals = async (now: number) =>
    [...approved.values()].filter(({ expiresAt }) => expiresAt > isoTime(now));
  return {
    pending,
    clear: lift,
    approvals,
    async save(stop, members) {
      sets.set(stop.id, [...members]);
      waiting = { ...stop };
    },
    async update(id, changes) {
      if (waiting?.id === id) Object.assign(waiting, changes);
    },
    async approve(id, now, until) {
      const stop = await pending(now);
      if (stop?.id !== id) return (await approvals(now)).some((one) => one.id === id);
      const [approvedAt, expiresAt] = [isoTime(now), isoTime(until)];
      approved.set(id, { id, channels: stop.channels, approvedAt, expiresAt });
      await lift(id);
      return true;
    },
    async members(id, from = 0) {
      const members = (sets.get(id) ?? []).slice(from * PAGE, (from + 1) * PAGE);
      return { members, ...(members.length === PAGE && { next: from + 1 }) };
    },
  };
}
