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
