import type { RequestSettings } from '../queue/request-settings.ts';
import type { RepeatBudget } from './store-values.ts';

/**
 * How sticky values are repeated so that a viewer who joins has them within N seconds (`stickyMs`):
 *
 *     |<------------------- N -------------------->|
 *     | min age |<------------ period ------>| rest |
 *
 * A pass starts every `periodMs`. It leaves out values younger than `minAgeMs`: their own message may
 * still be on its way to the queue, and a repeat must not overtake it. The rest of N is for the way
 * through the queue.
 */
export interface RepeatTiming {
  stickyMs: number;
  periodMs: number;
  minAgeMs: number;
  /** Values of a channel with more queued work than this, ms at the full rate, are not repeated. */
  maxBacklogMs: number;
}

const PERIOD_SHARE = 0.8;
const MIN_AGE_SHARE = 0.1;
/** Values are repeated up to this share of a channel's rate. The repeats themselves use the rest. */
const MAX_LOAD = 0.8;

/** @param seconds N, the setting METADATA_STICKY_SECONDS */
export function timingOf(seconds: number): RepeatTiming {
  const stickyMs = seconds * 1_000;
  return {
    stickyMs,
    periodMs: Math.round(stickyMs * PERIOD_SHARE),
    minAgeMs: Math.round(stickyMs * MIN_AGE_SHARE),
    maxBacklogMs: Math.round(stickyMs * MAX_LOAD),
  };
}

/** What the values of one channel may need: a fifth of its rate, which is free at 80 % load. */
export function budgetOf(
  { periodMs }: RepeatTiming,
  { mode, maxBytes, gapMs }: Pick<RequestSettings, 'mode' | 'maxBytes' | 'gapMs'>,
): RepeatBudget {
  const requests = Math.max(1, Math.floor(((1 - MAX_LOAD) * periodMs) / gapMs));
  return { mode, maxBytes, requests };
}
