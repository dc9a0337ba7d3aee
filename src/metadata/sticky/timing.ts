import type { RequestFormat } from '../format/request-format.ts';
import type { RepeatBudget } from './store-values.ts';

/**
 * How sticky values are repeated so that whoever joins has them within N seconds (`stickyMs`):
 *
 *     |<------------------- N ------------------->|
 *     | young |<------------ period ------>| slack |
 *
 * A pass comes every `periodMs`. It leaves out values younger than `youngMs`, whose own message may be on
 * its way to the queue just now: a repeat must not overtake it. What is left of N is for the way through
 * the queue.
 */
export interface RepeatTiming {
  stickyMs: number;
  periodMs: number;
  minAgeMs: number;
  /** A channel whose queue holds more work than this, ms at the full rate, is not repeated to. */
  maxBacklogMs: number;
}

const PERIOD_SHARE = 0.8;
const YOUNG_SHARE = 0.1;
/** Below this load sticky values are repeated, and what is left is more than they ever take. */
const MAX_LOAD = 0.8;

/** @param seconds N */
export function timingOf(seconds: number): RepeatTiming {
  const stickyMs = seconds * 1_000;
  return {
    stickyMs,
    periodMs: Math.round(stickyMs * PERIOD_SHARE),
    minAgeMs: Math.round(stickyMs * YOUNG_SHARE),
    maxBacklogMs: Math.round(stickyMs * MAX_LOAD),
  };
}

/** What a channel can have repeated in the fifth of its rate that is left at 80 % load. */
export function budgetOf(
  { periodMs }: RepeatTiming,
  { mode, maxBytes, gapMs }: Pick<RequestFormat, 'mode' | 'maxBytes'> & { gapMs: number },
): RepeatBudget {
  const requests = Math.max(1, Math.floor(((1 - MAX_LOAD) * periodMs) / gapMs));
  return { mode, maxBytes, requests };
}
