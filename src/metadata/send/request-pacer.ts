const CALLS = 5;
const WINDOW_MS = 1_000;
/** Times are whole milliseconds, rounded down: what ended in one may have ended close to the next. */
const ROUNDING_MS = 1;
/** How much of a delay later requests may make good: a timer that fires late is no lost time then. */
const CATCH_UP_MS = 60;

/**
 * Spaces the PutMetadata requests of one instance so that IVS never sees more than 5 in a rolling
 * second, wherever in its flight a request is counted: it may arrive at any time from its start to its
 * end. Two rules:
 *
 * - A request starts at least a second after the end of the fifth before it:
 *
 *       |=====|      |=====|      |=====|      |=====|      |=====|      |=====|
 *       start  end ->|<------------------- 1 s or more ---------------->| start of the fifth after
 *
 * - It is due a gap after the one before it was due. If that one started late (a busy machine, a slow
 *   request), this one is closer to it, but never more than a little. As nothing ever starts before
 *   it is due, the n-th request of a batch starts at least n gaps after the first: that is what other
 *   instances that had the same channels before rely on.
 *
 * At 210 ms the second costs nothing as long as a request takes less than 50 ms.
 */
export class RequestPacer {
  /** The shortest time between two requests on average, and between a batch and the next, ms. */
  readonly gapMs: number;
  /** When the last one was due, and when it started. */
  #dueAt = Number.NEGATIVE_INFINITY;
  #startedAt = Number.NEGATIVE_INFINITY;
  /** When the last five ended, the latest last. */
  #ends: number[] = [];
  #begins = true;

  /** @param gapMs 200 or more */
  constructor(gapMs: number) {
    this.gapMs = gapMs;
  }

  /** A batch begins: its channels were another's before, so nothing is made good at their expense. */
  startBatch(): void {
    this.#begins = true;
  }

  /** From when on the next request may start here. */
  get nextStartAt(): number {
    const fifthLast = this.#ends.length < CALLS ? undefined : this.#ends[0];
    const earliest = fifthLast === undefined ? Number.NEGATIVE_INFINITY : fifthLast + WINDOW_MS;
    return Math.max(this.#dueAt + this.gapMs, earliest);
  }

  /**
   * From when on another instance, that knows nothing of these, may start with the same channels. Its
   * second request starts a gap later, its third two, and so on; so the last of these must be a second
   * past by its fifth, the one before that by its fourth.
   */
  get safeForOthersAt(): number {
    const latest = this.#ends.toReversed();
    const times = latest.map((end, i) => end + WINDOW_MS - (CALLS - 1 - i) * this.gapMs);
    return Math.max(this.#startedAt + this.gapMs, ...times);
  }

  /** @param at not before `freeAt` */
  started(at: number): void {
    const late = this.#begins ? 0 : CATCH_UP_MS;
    this.#dueAt = Math.max(this.#dueAt + this.gapMs, at - late);
    this.#startedAt = Math.max(this.#startedAt, at);
    this.#begins = false;
  }

  ended(at: number): void {
    const last = this.#ends.at(-1) ?? Number.NEGATIVE_INFINITY;
    this.#ends = [...this.#ends, Math.max(last, at + ROUNDING_MS)].slice(-CALLS);
  }
}
