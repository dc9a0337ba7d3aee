const SECOND_MS = 1_000;

/**
 * Requests in the rolling second behind each moment, strict to the request: of any `limit` + 1 that
 * were taken, the last comes at least 1000 ms after the first.
 */
export class SlidingWindow {
  readonly limit: number;
  readonly #times: number[] = [];
  #next = 0;

  /** @param earlier a window whose requests still count, after its limit was changed */
  constructor(limit: number, earlier?: SlidingWindow) {
    this.limit = limit;
    for (const time of earlier ? earlier.#inOrder() : []) this.add(time);
  }

  /** Whether one more request at `now` (ms) would be over the limit. */
  isFull(now: number): boolean {
    if (this.limit === 0) return true;
    const oldest = this.#times[this.#next];
    return oldest !== undefined && now - oldest < SECOND_MS;
  }

  /** Counts a request. Those that are refused don't count: a client may go on at the exact rate. */
  add(now: number): void {
    if (this.limit === 0) return;
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.limit;
  }

  /** Whether no request of the last second is left. */
  isIdle(now: number): boolean {
    return this.#times.every((time) => now - time >= SECOND_MS);
  }

  #inOrder(): number[] {
    return [...this.#times.slice(this.#next), ...this.#times.slice(0, this.#next)];
  }
}
