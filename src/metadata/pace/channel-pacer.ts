import { RequestWindow, WINDOW_MS } from './request-window.ts';

/** IVS allows 5 PutMetadata requests in a second for a channel. */
export const CHANNEL_REQUESTS = 5;
/** A request that starts late lets the next ones start earlier by at most this time. */
const MAX_CATCH_UP_MS = 60;

/**
 * Spaces the PutMetadata requests of one channel in one batch. IVS never sees more than 5 in a rolling second. There
 * are two rules:
 *
 * - When a request starts, at most four others count (RequestWindow). If requests are quick, so that none is in
 *   progress, a request starts a second after the end of the fifth request before it:
 *
 *       |=====|      |=====|      |=====|      |=====|      |=====|      |=====|
 *       start  end ->|<------------------- 1 s or more ---------------->| start of the fifth after
 *
 * - A request is due one gap after the previous one was due, and never starts before it is due. If the
 *   previous one started late (a busy machine, a slow request, no room in the account), the next one may follow it
 *   more closely, but only by a little. So request n of a batch starts at least n gaps after the first request. Other
 *   instances that had the same channel before rely on that.
 *
 * With a gap of 210 ms, the first rule costs no time as long as a request takes less than 50 ms.
 */
export class ChannelPacer {
  /** The average time between two requests, and the shortest time between two batches, ms. */
  readonly gapMs: number;
  readonly #window = new RequestWindow();
  /** When the last request was due. */
  #dueAt = Number.NEGATIVE_INFINITY;
  /** When the last request started. */
  #startedAt = Number.NEGATIVE_INFINITY;

  /** @param gapMs at least 200 */
  constructor(gapMs: number) {
    this.gapMs = gapMs;
  }

  /**
   * The earliest start of the next request, ms since the epoch; Infinity if a request must end first.
   */
  get nextStartAt(): number {
    return Math.max(this.#dueAt + this.gapMs, this.#window.belowAt(CHANNEL_REQUESTS));
  }

  /**
   * The earliest start of a request by another instance, which knows nothing of the requests made here. Its second
   * request starts a gap later, the third two gaps, and so on. So the last request that ended here must be a second
   * old at its fifth request, the one before at its fourth, and so on. Infinity while a request is in progress.
   */
  get safeForOthersAt(): number {
    if (this.#window.isInProgress) return Number.POSITIVE_INFINITY;
    const times = this.#window.latestEnds.map(
      (end, index) => end + WINDOW_MS - (CHANNEL_REQUESTS - 1 - index) * this.gapMs,
    );
    return Math.max(this.#startedAt + this.gapMs, ...times);
  }

  /** How many finished requests count. @param now ms since the epoch */
  endedCountAt(now: number): number {
    return this.#window.endedCountAt(now);
  }

  /** A request starts. @param at ms since the epoch, not before `nextStartAt` */
  started(at: number): void {
    // Another instance may have sent to this channel until now, so the first request of a batch does not let the next
    // ones start earlier.
    const isFirst = this.#startedAt === Number.NEGATIVE_INFINITY;
    this.#dueAt = Math.max(this.#dueAt + this.gapMs, at - (isFirst ? 0 : MAX_CATCH_UP_MS));
    this.#startedAt = Math.max(this.#startedAt, at);
    this.#window.started();
  }

  /**
   * A request has ended.
   *
   * @param at when IVS has counted it at the latest, ms since the epoch; it may be in the future
   * @param now ms since the epoch
   */
  ended(at: number, now: number): void {
    this.#window.ended(at, now);
  }
}
