/** IVS's request quota of each operation on channels, streams, stream sessions and stream keys, per second. */
export const CALLS_PER_SECOND = 5;
/** Quotas of operations on other resources. */
const OTHER_CALLS_PER_SECOND: Record<string, number> = {
  GetRecordingConfiguration: 3,
  ListTagsForResource: 10,
};

/** IVS's request quota of an operation, per second. */
export function callsPerSecond(operation: string): number {
  return OTHER_CALLS_PER_SECOND[operation] ?? CALLS_PER_SECOND;
}

/**
 * Spaces the starts of requests evenly, so that no rolling second has more than `ratePerSecond`. It only
 * computes times; the caller waits.
 */
export class Pacer {
  readonly gapMs: number;
  #nextStart = Number.NEGATIVE_INFINITY;
  #lastLateStart = Number.NEGATIVE_INFINITY;

  constructor(ratePerSecond: number) {
    this.gapMs = 1_000 / ratePerSecond;
  }

  /** When the next request may start, ms since the epoch, not before `now`. Does not reserve it. */
  next(now: number): number {
    return Math.max(now, this.#nextStart);
  }

  /** Reserves the next start. @returns its time, ms since the epoch, not before `now` */
  reserve(now: number): number {
    const start = this.next(now);
    this.#nextStart = start + this.gapMs;
    return start;
  }

  /**
   * A start that was reserved for an earlier time, and that is used only now. Such starts are spaced among
   * themselves, as they may be late by different times.
   *
   * @returns its time, ms since the epoch, not before `now`
   */
  startLate(now: number): number {
    this.#lastLateStart = Math.max(now, this.#lastLateStart + this.gapMs);
    return this.#lastLateStart;
  }

  /** Allows no start before `until`, ms since the epoch: the service has throttled a request. */
  holdBack(until: number): void {
    this.#nextStart = Math.max(this.#nextStart, until);
  }

  /** When another program may send its first request without being too close to the last one here. */
  get freeAt(): number {
    return Math.max(this.#nextStart, this.#lastLateStart + this.gapMs);
  }
}
