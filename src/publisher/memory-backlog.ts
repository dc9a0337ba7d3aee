import type { Backlog } from '../metadata/queue/backlog.ts';
import { reservationFor } from '../metadata/queue/backlog.ts';

const FEW = 1_000;

/** A backlog that knows only what was booked here. Channels whose time has passed are forgotten. */
export function memoryBacklog(maxBacklogMs: number): Backlog {
  const drainAt = new Map<string, number>();
  let many = FEW;
  const forget = (now: number) => {
    for (const [arn, at] of drainAt) if (at <= now) drainAt.delete(arn);
    many = Math.max(FEW, 2 * drainAt.size);
  };
  return {
    async reserve(channelArn, costs, now) {
      const known = drainAt.get(channelArn) ?? 0;
      const admission = reservationFor(costs, { now, drainAt: known, maxBacklogMs });
      drainAt.set(channelArn, Math.max(known, now) + admission.costMs);
      if (drainAt.size > many) forget(now);
      return admission;
    },
  };
}
