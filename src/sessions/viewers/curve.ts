import { isoTime } from '../../platform/clock.ts';
import { type Count, countsIn, countsText } from './counts-text.ts';

/** Viewers over time. */
export interface ViewerCurve {
  /** When the first step begins, ISO 8601. */
  from: string;
  stepSeconds: number;
  /** The most viewers in any sample of each step; null where there is no sample. */
  counts: Count[];
}

/** A curve as an item holds it. */
export interface StoredCurve {
  from: string;
  /** Seconds. */
  step: number;
  /** As `countsText` makes it. */
  counts: string;
}

/** The viewers at one time, ms since the epoch. */
export interface ViewerPoint {
  at: number;
  count: number;
}

/**
 * An item of up to 1 KB costs one write unit. The rest of a viewer record has about 450 bytes. 120 points of four
 * digits (16 million viewers) have 480.
 */
const LIMITS = { points: 120, characters: 481 };
/** `sampleViewers` runs each minute. */
const FIRST_STEP_S = 60;
/**
 * Samples are some seconds more or less than a minute apart, so a step may be without one although no sample is
 * missing. Then the sample before stands for it.
 */
const NO_SAMPLE_MISSING_MS = 90_000;

/**
 * Adds a sample to a curve. If this makes the curve too long, every two steps become one: the step doubles.
 *
 * @param before undefined: the curve begins at this sample
 * @param last the sample before, which is earlier
 */
export function addToCurve(
  before: StoredCurve | undefined,
  { at, count }: ViewerPoint,
  last: ViewerPoint | undefined,
): StoredCurve {
  const from = before?.from ?? isoTime(at);
  let step = before?.step ?? FIRST_STEP_S;
  let counts = before ? countsIn(before.counts) : [];
  const stepNow = () => Math.floor((at - Date.parse(from)) / (step * 1_000));
  for (; stepNow() >= LIMITS.points; step *= 2) counts = merged(counts);
  const isComplete = last !== undefined && at - last.at < NO_SAMPLE_MISSING_MS;
  while (counts.length < stepNow()) counts.push(isComplete ? last.count : null);
  counts[stepNow()] = Math.max(counts[stepNow()] ?? 0, count);
  let text = countsText(counts);
  for (; text.length > LIMITS.characters; step *= 2) {
    counts = merged(counts);
    text = countsText(counts);
  }
  return { from, step, counts: text };
}

/** Of every two steps the greater count. */
const merged = (counts: readonly Count[]): Count[] =>
  counts.flatMap((count, i) => (i % 2 === 0 ? [greater(count, counts[i + 1] ?? null)] : []));

const greater = (a: Count, b: Count): Count =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** @param newest only so many of the newest points. Default: all */
export function curveOf(
  { from, step, counts }: StoredCurve,
  newest = Number.POSITIVE_INFINITY,
): ViewerCurve {
  const all = countsIn(counts);
  const skipped = Math.max(0, all.length - newest);
  return {
    from: isoTime(Date.parse(from) + skipped * step * 1_000),
    stepSeconds: step,
    counts: all.slice(skipped),
  };
}
