/** The longest wait after failures, ms. */
const LONGEST_MS = 30_000;
const SHORTEST_RETRY_MS = 2_000;

/** How long to wait: failures wait twice as long each time. After throttling, the wait becomes shorter only step by step. */
export class Pace {
  #failures = 0;
  #wasThrottled = false;

  succeeded(): void {
    this.#failures = this.#wasThrottled ? Math.max(0, this.#failures - 1) : 0;
    if (this.#failures === 0) this.#wasThrottled = false;
  }

  failed(isThrottled: boolean): void {
    this.#failures++;
    this.#wasThrottled ||= isThrottled;
  }

  /** @param restMs the wait without failures */
  waitMs(restMs: number): number {
    if (this.#failures === 0) return restMs;
    const longer = Math.max(restMs, SHORTEST_RETRY_MS) * 2 ** (this.#failures - 1);
    return Math.max(restMs, Math.min(longer, LONGEST_MS));
  }
}
