import { expiresAfter } from '../platform/table.ts';
import { implausibleTime } from './implausible-time.ts';

/**
 * Until when an event is stored, or the summary of a session that the event ends. Counts from the
 * event's own time, so every delivery of the event gives the same result. Counts from `receivedAt`
 * if the event's time is implausible; else the item would expire at once, or never.
 *
 * @param time of the event, ISO 8601
 * @param receivedAt ms since the epoch
 * @returns DynamoDB's TTL, seconds since the epoch
 */
export function retainUntil(time: string, receivedAt: number, retentionDays: number): number {
  const from = implausibleTime(time, receivedAt) ? receivedAt : Date.parse(time);
  return expiresAfter(from, retentionDays);
}

/**
 * Until when the details and viewers of a session are stored: as long as its summary. While no end
 * of the session is known, for the retention period from now on.
 *
 * @param summary the session's summary
 * @param now ms since the epoch
 * @returns DynamoDB's TTL, seconds since the epoch
 */
export function retainWith(
  { expiresAt }: { expiresAt?: number },
  now: number,
  retentionDays: number,
): number {
  return expiresAt ?? expiresAfter(now, retentionDays);
}
