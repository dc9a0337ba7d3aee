import { type Backlog, reservationFor } from '../metadata/queue/backlog.ts';

/** Up to this number of channels, old entries are not removed. */
const MIN_CHANNELS = 1_000;

/**
 * A backlog for a publisher without a table. It knows only what this publisher has queued. Now and then it
 * forgets the channels whose messages have been sent by now.
 */
export function memoryBacklog(maxBacklogMs: number): Backlog {
  const drainTimes = new Map<string, number>();
  let sizeLimit = MIN_CHANNELS;
  const forgetDrained = (now: number) => {
    for (const [arn, drainAt] of drainTimes) if (drainAt <= now) drainTimes.delete(arn);
    sizeLimit = Math.max(MIN_CHANNELS, 2 * drainTimes.size);
  };
  return {
    async reserve(channelArn, costs, now, limitMs = maxBacklogMs) {
      const drainAt = drainTimes.get(channelArn) ?? 0;
      const reservation = reservationFor(costs, { now, drainAt, maxBacklogMs: limitMs });
      drainTimes.set(channelArn, Math.max(drainAt, now) + reservation.costMs);
      if (drainTimes.size > sizeLimit) forgetDrained(now);
      return reservation;
    },
  };
}
