/** One metric: a name within a namespace, with exactly these dimensions. */
export interface MetricId {
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
}

/** The values of one minute. */
export interface Bucket {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** For percentiles: all values, or the first MAX_VALUES. */
  values: number[];
}

const MINUTE = 60_000;
const MAX_VALUES = 10_000;

/** The values of all metrics in memory, by minute. Times are ms since the epoch. */
export class MetricStore {
  readonly #retentionMs: number;
  readonly #series = new Map<string, { id: MetricId; buckets: Map<number, Bucket> }>();

  /** @param retentionMs how long values are kept */
  constructor(retentionMs: number) {
    this.#retentionMs = retentionMs;
  }

  add(id: MetricId, at: number, value: number): void {
    const key = keyOf(id);
    const series = this.#series.get(key) ?? { id, buckets: new Map<number, Bucket>() };
    this.#series.set(key, series);
    const minute = Math.floor(at / MINUTE) * MINUTE;
    const bucket = series.buckets.get(minute);
    if (bucket) addValue(bucket, value);
    else {
      const first = { count: 1, sum: value, min: value, max: value, values: [value] };
      series.buckets.set(minute, first);
      this.#forgetBefore(series.buckets, at - this.#retentionMs);
    }
  }

  /** The values from `from` up to, but not including, `to`, which are full minutes; undefined if there are none. */
  between(id: MetricId, from: number, to: number): Bucket | undefined {
    const buckets = [...(this.#series.get(keyOf(id))?.buckets ?? [])];
    const within = buckets.filter(([start]) => start >= from && start < to);
    return within.map(([, bucket]) => bucket).reduce<Bucket | undefined>(merge, undefined);
  }

  /** All metrics that ever had a value. */
  list(): MetricId[] {
    return [...this.#series.values()].map(({ id }) => id);
  }

  #forgetBefore(buckets: Map<number, Bucket>, time: number): void {
    for (const start of buckets.keys()) if (start < time) buckets.delete(start);
  }

  clear(): void {
    this.#series.clear();
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

function addValue(bucket: Bucket, value: number): void {
  bucket.count += 1;
  bucket.sum += value;
  bucket.min = Math.min(bucket.min, value);
  bucket.max = Math.max(bucket.max, value);
  if (bucket.values.length < MAX_VALUES) bucket.values.push(value);
}

const merge = (a: Bucket | undefined, b: Bucket): Bucket =>
  a
    ? {
        count: a.count + b.count,
        sum: a.sum + b.sum,
        min: Math.min(a.min, b.min),
        max: Math.max(a.max, b.max),
        values: [...a.values, ...b.values],
      }
    : b;
