const SECOND_MS = 1_000;

/**
 * Counts requests in a rolling window of one second. Of any `limit` + 1 counted requests, the last comes at
 * least 1000 ms after the first.
 */
export class SlidingWindow {
  readonly limit: number;
  readonly #times: number[] = [];
  #next = 0;

  /** @param earlier the window with the previous limit; its requests still count */
  constructor(limit: number, earlier?: SlidingWindow) {
    this.limit = limit;
    for (const time of earlier ? earlier.#inOrder() : []) this.add(time);
  }

  /** Whether one more request at `now` (in ms) would be over the limit. */
  isFull(now: number): boolean {
    if (this.limit === 0) return true;
    const oldest = this.#times[this.#next];
    return oldest !== undefined && now - oldest < SECOND_MS;
  }

  /**
   * Counts a request. Refused requests must not be counted, so that a client may send at the exact rate.
   */
  add(now: number): void {
    if (this.limit === 0) return;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.limit;
  }

  /** Whether the last second has no request. */
  isIdle(now: number): boolean {
    return this.#times.every((time) => now - time >= SECOND_MS);
  }

  #inOrder(): number[] {
    return [...this.#times.slice(this.#next), ...this.#times.slice(0, this.#next)];
  }
}
