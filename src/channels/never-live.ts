import { isoTime } from '../platform/clock.ts';
import type { ChannelRecord, NeverLive } from './record.ts';

/** A gap longer than this in what was seen, and the time counts anew: the tag may have been gone meanwhile. */
const LONGEST_GAP_MS = 24 * 3_600_000;
/** How often it is noted that a channel is still so, ms: well within the gap, and not at every survey. */
const NOTE_EVERY_MS = 6 * 3_600_000;

/**
 * Since when a channel has been seen, tagged for deletion and without a stream; IVS does not tell when it
 * was made. An old channel that is tagged today, for a show tonight, counts from today.
 *
 * @param now ms since the epoch
 * @returns ms since the epoch; undefined if it has not been seen so, or not lately
 */
export function neverLiveSince({ neverLive }: ChannelRecord, now: number): number | undefined {
  if (!neverLive || now - Date.parse(neverLive.seenAt) > LONGEST_GAP_MS) return undefined;
  return Date.parse(neverLive.since);
}

/**
 * What is to be noted of a channel that is tagged for deletion and of which no stream is known.
 *
 * @returns undefined if there is nothing new
 */
export function nextNeverLive(record: ChannelRecord, now: number): NeverLive | undefined {
  const since = neverLiveSince(record, now);
  if (since === undefined) return { since: isoTime(now), seenAt: isoTime(now) };
  const seenAt = Date.parse(record.neverLive?.seenAt ?? '');
  if (now - seenAt < NOTE_EVERY_MS) return undefined;
  return { since: isoTime(since), seenAt: isoTime(now) };
}
