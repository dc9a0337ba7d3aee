import { isoTime } from '../../../platform/clock.ts';
import { type Count, countsIn, countsText } from '../counts-text.ts';

/** All live streams at one time, with the sum of their viewers. */
export interface AccountSum {
  viewers: number;
  streams: number;
}

/** A count of all live streams that was interrupted, and what it had counted. */
export interface InterruptedCount extends AccountSum {
  /** The page of ListStreams with which it continues. */
  token: string;
  /** ISO 8601. */
  at: string;
}

/**
 * The viewers of the account over a day in UTC. Its size is limited: a text has at most a count for each step.
 * `sampleViewers` reads it once in each run, so it also holds where a run stopped.
 */
export interface ViewerDay {
  /** `2026-11-21` */
  day: string;
  /** For each step of the day the most viewers; as `countsText` makes it. */
  viewers: string;
  /** For each step of the day the most live streams. */
  streams: string;
  /** The most viewers in any count of the day, and when that was, ISO 8601. */
  peak?: number;
  peakAt?: string;
  /** Live streams when they were last counted. */
  lastStreams: number;
  interrupted?: InterruptedCount;
}

/** `DayViewers` as it is answered. */
export interface DayViewers {
  day: string;
  /** ISO 8601. */
  from: string;
  stepSeconds: number;
  /** The most viewers of all live streams together, for each step; null where nothing was counted. */
  counts: Count[];
  /** The most live streams, for each step. */
  streams: Count[];
  /** Absent if nothing was counted. */
  peak?: number;
  peakAt?: string;
}

const STEP_S = 300;
const STEPS = 86_400 / STEP_S;
/** Page tokens of ListStreams expire. */
const MAX_TOKEN_AGE_MS = 6 * 3_600_000;

/** @param ms since the epoch */
export const dayOf = (ms: number): string => isoTime(ms).slice(0, '2026-11-21'.length);

/** @returns undefined if there is none, or it is too old */
export function interruptedCount(
  day: ViewerDay | undefined,
  now: number,
): InterruptedCount | undefined {
  const { interrupted } = day ?? {};
  return interrupted && now - Date.parse(interrupted.at) < MAX_TOKEN_AGE_MS
    ? interrupted
    : undefined;
}

/**
 * Adds a complete count. When the last stream has ended, one count of zero is added, and then none, so that an
 * idle stage does not pay for writes.
 *
 * @param at ms since the epoch
 * @returns undefined if nothing is to be written
 */
export function withSum(
  before: ViewerDay | undefined,
  at: number,
  { viewers, streams }: AccountSum,
): ViewerDay | undefined {
  const { interrupted, ...day } = before ?? emptyDay(dayOf(at));
  if (streams === 0 && day.lastStreams === 0 && !interrupted) return undefined;
  const isPeak = viewers > (day.peak ?? -1);
  return {
    ...day,
    viewers: withCount(day.viewers, at, viewers),
    streams: withCount(day.streams, at, streams),
    ...(isPeak && { peak: viewers, peakAt: isoTime(at) }),
    lastStreams: streams,
  };
}

/** Remembers where a count stopped. @param at ms since the epoch */
export function withInterruption(
  before: ViewerDay | undefined,
  at: number,
  token: string,
  sum: AccountSum,
): ViewerDay {
  const interrupted = { ...sum, token, at: isoTime(at) };
  return { ...(before ?? emptyDay(dayOf(at))), interrupted };
}

/** @param stored undefined: nothing was counted on that day */
export function dayViewers(day: string, stored: ViewerDay | undefined): DayViewers {
  const { viewers, streams, peak, peakAt } = stored ?? emptyDay(day);
  return {
    ...{ day, from: isoTime(Date.parse(day)), stepSeconds: STEP_S },
    ...{ counts: wholeDay(viewers), streams: wholeDay(streams) },
    ...(peak !== undefined && { peak }),
    ...(peakAt !== undefined && { peakAt }),
  };
}

const emptyDay = (day: string): ViewerDay => {
  const none = countsText([]);
  return { day, viewers: none, streams: none, lastStreams: 0 };
};

function withCount(text: string, at: number, count: number): string {
  const counts = countsIn(text);
  const step = Math.floor((at - Date.parse(dayOf(at))) / (STEP_S * 1_000));
  while (counts.length < step) counts.push(null);
  counts[step] = Math.max(counts[step] ?? 0, count);
  return countsText(counts);
}

function wholeDay(text: string): Count[] {
  const counts = countsIn(text);
  return Array.from({ length: STEPS }, (_, step) => counts[step] ?? null);
}
