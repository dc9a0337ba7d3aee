import type { Bucket } from './metric-store.ts';

const SIMPLE: Readonly<Record<string, (bucket: Bucket) => number>> = {
  Average: ({ sum, count }) => sum / count,
  Maximum: ({ max }) => max,
  Minimum: ({ min }) => min,
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
};
const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?|100)$/;

/** Whether `statisticOf` knows a statistic: `Sum`, `p99` and so on. */
export const isStatistic = (statistic: string): boolean =>
  Object.hasOwn(SIMPLE, statistic) || PERCENTILE.test(statistic);

/**
 * The value of a statistic over a period. A percentile is the smallest value that so many percent of the values do not exceed.
 *
 * @throws Error for a statistic that `isStatistic` does not know
 */
export function statisticOf(bucket: Bucket, statistic: string): number {
  const simple = SIMPLE[statistic];
  if (simple) return simple(bucket);
  const [, percent] = PERCENTILE.exec(statistic) ?? [];
  if (percent === undefined) throw new Error(`unknown statistic ${statistic}`);
  const sorted = [...bucket.values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((Number(percent) / 100) * sorted.length));
  return sorted[rank - 1] ?? bucket.max;
}
