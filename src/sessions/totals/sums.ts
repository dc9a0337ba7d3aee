import type { TimeRange } from '../request.ts';
import { broadcastOf } from '../span.ts';
import { LIVE, type SessionSummary } from '../summary.ts';
import { deriveState, isRepaired } from '../view.ts';
import type { ViewerRecord } from '../viewers/store.ts';

const HOUR_MS = 3_600_000;

/** The sums over the sessions that were read so far. */
export interface Sums {
  sessions: number;
  live: number;
  failed: number;
  repaired: number;
  /** Time in which viewers could watch, milliseconds. */
  watchableMs: number;
  peak?: { viewers: number; at: string };
}

/** Sums over sessions. */
export interface Totals {
  /** All sessions, including those that never went live. */
  sessions: number;
  /** Sessions that are live now. */
  live: number;
  /** Sessions that failed. */
  failed: number;
  /** Sessions of which an event did not arrive, so that its fact was read from IVS. */
  repaired: number;
  /**
   * Hours in which viewers could watch: from each Stream Start to the end, or to now; within the
   * range.
   */
  hours: number;
  /**
   * The most viewers that one session had at once within the range; absent if no viewers were
   * counted.
   */
  peakViewers?: number;
  peakAt?: string;
}

export const ZERO_SUMS: Sums = { sessions: 0, live: 0, failed: 0, repaired: 0, watchableMs: 0 };

/**
 * Adds a session.
 *
 * @param range only time and peaks within it count; undefined: all
 * @param now ms since the epoch; the time of a live session counts up to now
 */
export function addToSums(
  sums: Sums,
  summary: SessionSummary,
  viewers: ViewerRecord | undefined,
  range: TimeRange | undefined,
  now: number,
): Sums {
  const state = deriveState(summary);
  const peak = viewers && isWithin(viewers.peakAt, range) ? viewers : undefined;
  const higher = peak && peak.peak > (sums.peak?.viewers ?? -1);
  return {
    sessions: sums.sessions + 1,
    live: sums.live + Number(state === 'live' && summary.phase === LIVE),
    failed: sums.failed + Number(state === 'failed'),
    repaired: sums.repaired + Number(isRepaired(summary)),
    watchableMs: sums.watchableMs + watchableMs(summary, range, now),
    ...(sums.peak && { peak: sums.peak }),
    ...(higher && { peak: { viewers: peak.peak, at: peak.peakAt } }),
  };
}

function watchableMs(summary: SessionSummary, range: TimeRange | undefined, now: number): number {
  const span = broadcastOf(summary);
  if (!span) return 0;
  const from = Math.max(Date.parse(span.from), range ? Date.parse(range.from) : 0);
  const end = span.to === undefined ? now : Date.parse(span.to);
  const to = Math.min(end, range ? Date.parse(range.to) : end);
  return Math.max(0, to - from);
}

const isWithin = (at: string, range: TimeRange | undefined): boolean =>
  !range || (range.from <= at && at < range.to);

/**
 * The sums as an answer shows them. `hours` has four decimal places, which is less than a second.
 */
export function totalsOf({ watchableMs, peak, ...counts }: Sums): Totals {
  return {
    ...counts,
    hours: Number((watchableMs / HOUR_MS).toFixed(4)),
    ...(peak && { peakViewers: peak.viewers, peakAt: peak.at }),
  };
}
