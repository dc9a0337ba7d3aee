import { expiresAfter } from '../platform/table.ts';
import type { SessionSummary } from './summary.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Clocks are never this far apart: an event from further ahead has a wrong time. */
export const AHEAD_MS = 5 * MINUTE_MS;
/**
 * An event can be two weeks late (a dead letter) and come from an archive after months; one that is
 * older has a wrong time.
 */
export const OLD_MS = 365 * DAY_MS;

/** What is odd about an event's time, compared with when it was received. */
export type Odd = 'ahead' | 'old';

/**
 * An odd time is kept as it is, and flagged. The first delivery decides: a later one of the same event
 * changes nothing, so the flag depends on no order.
 *
 * @param time of the event, ISO 8601
 * @param receivedAt ms since the epoch
 */
export function oddness(time: string, receivedAt: number): Odd | undefined {
  const late = receivedAt - Date.parse(time);
  if (late < -AHEAD_MS) return 'ahead';
  return late > OLD_MS ? 'old' : undefined;
}

/**
 * Until when an event, or a session that it ends, is kept: from its own time, so that it is the same
 * at every delivery. An odd time says nothing of that: it would be gone at once, or never.
 *
 * @returns DynamoDB's TTL, seconds since the epoch
 */
export function retainUntil(time: string, receivedAt: number, retentionDays: number): number {
  const from = oddness(time, receivedAt) ? receivedAt : Date.parse(time);
  return expiresAfter(from, retentionDays);
}

/**
 * Until when what belongs to a session (details, viewers) is kept: as long as its summary; while no end
 * is known, the retention from now on.
 *
 * @param now ms since the epoch
 * @returns DynamoDB's TTL, seconds since the epoch
 */
export function retainWith(
  { expiresAt }: Pick<SessionSummary, 'expiresAt'>,
  now: number,
  retentionDays: number,
): number {
  return expiresAt ?? expiresAfter(now, retentionDays);
}
