import { isoTime } from '../platform/clock.ts';
import type { ChannelRecord, NeverLive } from './record.ts';

/**
 * The longest time between two observations, ms. After a longer gap the counting starts again, because
 * the tag may have been absent in between.
 */
const LONGEST_GAP_MS = 24 * 3_600_000;
/** How often an observation is saved, ms: often enough for the gap, but not at every survey. */
const SAVE_INTERVAL_MS = 6 * 3_600_000;

/**
 * Since when the channel has been observed with a deletion tag and without a stream. IVS does not say
 * when a channel was created. An old channel that is tagged today, for a show tonight, counts from
 * today.
 *
 * @param now ms since the epoch
 * @returns ms since the epoch; undefined if there is no observation, or none within the last day
 */
export function neverLiveSince({ neverLive }: ChannelRecord, now: number): number | undefined {
  if (!neverLive || now - Date.parse(neverLive.seenAt) > LONGEST_GAP_MS) return undefined;
  return Date.parse(neverLive.since);
}

/**
 * The observation to save for a channel that is tagged for deletion and that has no known stream.
 *
 * @param now ms since the epoch
 * @returns undefined if the saved observation is recent enough
 */
export function nextNeverLive(record: ChannelRecord, now: number): NeverLive | undefined {
  const since = neverLiveSince(record, now);
  if (since === undefined) return { since: isoTime(now), seenAt: isoTime(now) };
  const seenAt = Date.parse(record.neverLive?.seenAt ?? '');
  if (now - seenAt < SAVE_INTERVAL_MS) return undefined;
  return { since: isoTime(since), seenAt: isoTime(now) };
}
