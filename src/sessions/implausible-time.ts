const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/**
 * Clocks differ by less than this. An event whose time is further in the future has a wrong time.
 */
export const AHEAD_MS = 5 * MINUTE_MS;

/**
 * An event can be two weeks late (from a dead-letter queue) or months late (from an archive). An
 * event that is older than this has a wrong time.
 */
export const OLD_MS = 365 * DAY_MS;

/** Why an event's time is implausible: it is too far in the future, or too long ago. */
export type ImplausibleTime = 'ahead' | 'old';

/**
 * Compares an event's time with the time at which it was received. An implausible time is stored as
 * it is, and flagged. Only the first delivery of an event writes the flag, so the flag does not
 * depend on the order of deliveries.
 *
 * @param time of the event, ISO 8601
 * @param receivedAt ms since the epoch
 * @returns undefined if the time is plausible
 */
export function implausibleTime(time: string, receivedAt: number): ImplausibleTime | undefined {
  const late = receivedAt - Date.parse(time);
  if (late < -AHEAD_MS) return 'ahead';
  return late > OLD_MS ? 'old' : undefined;
}
