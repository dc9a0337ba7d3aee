import type { Backlog } from '../../../src/metadata/queue/backlog.ts';
import { reservationFor } from '../../../src/metadata/queue/backlog.ts';

/**
 * A backlog in memory; it passes the same contract as the one in the table.
 *
 * @param drainAt one for all who book on the same channels
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
