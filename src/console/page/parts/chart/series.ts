import { shortClockText } from '../../format/time.ts';
import { countText } from '../../format/units.ts';

/** Counts at equal distances in time. */
export interface Series {
  /** ISO 8601. */
  from: string;
  stepSeconds: number;
  /** null where nothing is known. */
  counts: readonly (number | null)[];
}

/** When a step begins, ms since the epoch. */
export const timeOfStep = ({ from, stepSeconds }: Series, step: number): number =>
  Date.parse(from) + step * stepSeconds * 1_000;

/** What a chart shows, in a sentence for those who do not see it. */
export function summaryOf(series: Series): string {
  const known = series.counts.flatMap((count, step) => (count === null ? [] : [{ count, step }]));
  const last = known.at(-1);
  if (!last) return 'Nothing is known yet.';
  const peak = known.reduce((a, b) => (b.count > a.count ? b : a));
  const text = ({ count, step }: typeof last) =>
    `${countText(count)} at ${shortClockText(timeOfStep(series, step))}`;
  return `Most ${text(peak)}, last ${text(last)}.`;
}

/**
 * Without the steps before the first count and after the last one.
 *
 * @param least so many steps stay at least, if there are so many
 */
export function trimmed(series: Series, least: number): Series {
  const { from, stepSeconds, counts } = series;
  const last = counts.findLastIndex((count) => count !== null);
  const first = counts.findIndex((count) => count !== null);
  const end = Math.min(counts.length, Math.max(last + 1, least));
  const start = Math.max(0, Math.min(first === -1 ? 0 : first, end - least));
  const begin = new Date(timeOfStep({ from, stepSeconds, counts }, start)).toISOString();
  return { from: begin, stepSeconds, counts: counts.slice(start, end) };
}

/** The greatest counts of longer steps, so that there are at most `limit`. */
export function coarser(series: Series, limit: number): Series {
  const { from, stepSeconds, counts } = series;
  const joined = Math.max(1, Math.ceil(counts.length / limit));
  const steps = Array.from({ length: Math.ceil(counts.length / joined) }, (_, i) =>
    greatest(counts.slice(i * joined, (i + 1) * joined)),
  );
  return { from, stepSeconds: stepSeconds * joined, counts: steps };
}

function greatest(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : Math.max(...known);
}
