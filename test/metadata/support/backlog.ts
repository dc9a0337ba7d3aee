import type { Backlog } from '../../../src/metadata/queue/backlog.ts';
import { reservationFor } from '../../../src/metadata/queue/backlog.ts';

/**
 * A backlog in memory. It passes the same tests as the one in the table.
 *
 * @param drainAt shared by all backlogs of the same channels
 */
export function memoryBacklog(
  maxBacklogMs: number,
  drainAt: Map<string, number> = new Map(),
): Backlog {
  return {
    async reserve(channelArn, costs, now) {
      const level = { now, drainAt: drainAt.get(channelArn) ?? 0, maxBacklogMs };
      const admission = reservationFor(costs, level);
      drainAt.set(channelArn, Math.max(level.drainAt, now) + admission.costMs);
      return admission;
    },
  };
}
