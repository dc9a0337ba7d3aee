/** How long a failure counts, if no other one follows, ms. A channel without a key is tried again each minute. */
const HELD_MS = 10 * 60_000;

/**
 * Whether keys can be created at present, as far as this Lambda instance has seen. If a policy, the service or the state of
 * the account forbids CreateStreamKey, the channel whose key was just deleted has none. No other channel should follow.
 */
export class KeyCreations {
  #failedAt = Number.NEGATIVE_INFINITY;

  /** A key could not be created. @param now ms since the epoch */
  failed(now: number): void {
    this.#failedAt = now;
  }

  /** A key was created. */
  succeeded(): void {
    this.#failedAt = Number.NEGATIVE_INFINITY;
  }

  /** Whether no key should be deleted now, because the next one may not be created. */
  areFailing(now: number): boolean {
    return now < this.#failedAt + HELD_MS;
  }
}
