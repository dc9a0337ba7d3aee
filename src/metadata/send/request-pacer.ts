/** IVS allows 5 PutMetadata requests in a second for a channel. */
const MAX_REQUESTS = 5;
const WINDOW_MS = 1_000;
/** Times are rounded down to whole ms, so a request can have ended up to 1 ms later than noted. */
const ROUNDING_MS = 1;
/** A request that starts late lets the next ones start earlier by at most this time. */
const MAX_CATCH_UP_MS = 60;

/**
 * Spaces the PutMetadata requests of one instance. IVS never sees more than 5 in a rolling second, even
 * though a request may be counted at any time between its start and its end. There are two rules:
 *
 * - When a request starts, at most four others are in progress or have ended within the last second. If
 *   requests are quick, so that none is in progress, a request starts a second after the end of the fifth
 *   request before it:
 *
 *       |=====|      |=====|      |=====|      |=====|      |=====|      |=====|
 *       start  end ->|<------------------- 1 s or more ---------------->| start of the fifth after
 *
 * - A request is due one gap after the previous one was due, and never starts before it is due. If the
 *   previous one started late (a busy machine, a slow request), the next one may follow it more closely,
 *   but only by a little. So request n of a batch starts at least n gaps after the first request. Other
 *   instances that had the same channels before rely on that.
 *
 * With a gap of 210 ms, the first rule costs no time as long as a request takes less than 50 ms.
 */
export class RequestPacer {
  /** The average time between two requests, and the shortest time between two batches, ms. */
  readonly gapMs: number;
  /** When the last request was due. */
  #dueAt = Number.NEGATIVE_INFINITY;
  /** When the last request started. */
  #startedAt = Number.NEGATIVE_INFINITY;
  /** How many requests have started and not ended. */
  #inProgress = 0;
  /** When the last five requests ended, in order. */
  #ends: number[] = [];
  #isFirstOfBatch = true;

  /** @param gapMs at least 200 */
  constructor(gapMs: number) {
    this.gapMs = gapMs;
  }

  /**
   * A new batch starts. Another instance may have sent to its channels until now, so the first request
   * does not let the next ones start earlier.
   */
  startBatch(): void {
    this.#isFirstOfBatch = true;
  }

  /**
   * The earliest start of the next request of this instance, ms since the epoch; Infinity if a request must
   * end first.
   */
  get nextStartAt(): number {
    const left = MAX_REQUESTS - this.#inProgress;
    if (left <= 0) return Number.POSITIVE_INFINITY;
    const end = this.#ends.at(-left) ?? Number.NEGATIVE_INFINITY;
    return Math.max(this.#dueAt + this.gapMs, end + WINDOW_MS);
  }

  /**
   * The earliest start of a request by another instance, which knows nothing of the requests made here, to
   * channels that have no request in progress. Its second request starts a gap later, the third two gaps, and
   * so on. So the last request that ended here must be a second old at its fifth request, the one before at
   * its fourth, and so on.
   */
  get safeForOthersAt(): number {
    const latestFirst = this.#ends.toReversed();
    const times = latestFirst.map(
      (end, index) => end + WINDOW_MS - (MAX_REQUESTS - 1 - index) * this.gapMs,
    );
    return Math.max(this.#startedAt + this.gapMs, ...times);
  }

  /** A request starts. @param at ms since the epoch, not before `nextStartAt` */
  started(at: number): void {
    const catchUpMs = this.#isFirstOfBatch ? 0 : MAX_CATCH_UP_MS;
    this.#dueAt = Math.max(this.#dueAt + this.gapMs, at - catchUpMs);
    this.#startedAt = Math.max(this.#startedAt, at);
    this.#isFirstOfBatch = false;
    this.#inProgress += 1;
  }

  /** A request has ended. @param at ms since the epoch */
  ended(at: number): void {
    const last = this.#ends.at(-1) ?? Number.NEGATIVE_INFINITY;
    this.#ends = [...this.#ends, Math.max(last, at + ROUNDING_MS)].slice(-MAX_REQUESTS);
    this.#inProgress -= 1;
  }
}
