/** The quotas of IVS count requests in a rolling second. */
export const WINDOW_MS = 1_000;
/** Times are rounded down to whole ms, so a request can have ended up to 1 ms later than noted. */
const ROUNDING_MS = 1;

/**
 * The requests that may count in the present second of IVS. IVS counts a request at some time between its start and
 * its end, so a request counts from its start until one second after its end:
 *
 *       start   end
 *         |======|------------- 1 s -------------|
 *         |<------------- counts --------------->|
 *
 * If never more than `n` requests count when a request starts (that one included), no rolling second has more than
 * `n`. For of the requests that IVS counts in one second, all others have started when the last one starts, and none
 * has ended more than a second before that.
 *
 * Only spans of time on one clock are used, so it does not matter how right the clock is.
 */
export class RequestWindow {
  #inProgress = 0;
  /** When the others end or have ended, ms since the epoch, sorted. */
  #ends: number[] = [];

  /** A request starts. */
  started(): void {
    this.#inProgress += 1;
  }

  /** A request that was to start is not made. */
  cancelled(): void {
    this.#inProgress -= 1;
  }

  /**
   * The client has finished a request.
   *
   * @param at when IVS has counted it at the latest, ms since the epoch; it may be in the future
   * @param now what has left the second before is forgotten
   */
  ended(at: number, now: number): void {
    this.#inProgress -= 1;
    const kept = this.#ends.filter((end) => end + WINDOW_MS > now);
    this.#ends = [...kept, at + ROUNDING_MS].sort((one, other) => one - other);
  }

  /** Whether a request has started that the client has not finished. */
  get isInProgress(): boolean {
    return this.#inProgress > 0;
  }

  /** When the requests that are finished end or have ended, ms since the epoch, the latest first. */
  get latestEnds(): number[] {
    return this.#ends.toReversed();
  }

  /** How many requests count. @param now ms since the epoch */
  countAt(now: number): number {
    return this.#inProgress + this.endedCountAt(now);
  }

  /** How many of those that count are finished. @param now ms since the epoch */
  endedCountAt(now: number): number {
    return this.#ends.filter((end) => end + WINDOW_MS > now).length;
  }

  /**
   * From when on fewer than `limit` requests count.
   *
   * @returns ms since the epoch; -Infinity if that always was so; Infinity if a request must finish first
   */
  belowAt(limit: number): number {
    const left = limit - this.#inProgress;
    if (left <= 0) return Number.POSITIVE_INFINITY;
    return (this.#ends.at(-left) ?? Number.NEGATIVE_INFINITY) + WINDOW_MS;
  }
}
