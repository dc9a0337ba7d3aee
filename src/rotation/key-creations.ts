/** How long no key is deleted after a failure, ms. Then one rotation may try whether keys can be created again. */
const HELD_MS = 10 * 60_000;

/**
 * Whether keys can be created at present, as far as this Lambda instance has seen. If a policy, the service or the state of
 * the account forbids CreateStreamKey, the channel whose key was just deleted has none. No other channel should follow.
 */
export class KeyCreations {
  /** Channels whose key could not be created. They are tried again each minute. */
  readonly #failing = new Set<string>();
  /** ms since the epoch; absent: keys can be created. */
  #heldUntil: number | undefined;

  /** A key could not be created. @param now ms since the epoch */
  failed(channelArn: string, now: number): void {
    // A channel that fails by itself, again and again, must not hold the others forever.
    if (this.#failing.has(channelArn)) return;
    this.#failing.add(channelArn);
    this.#heldUntil = now + HELD_MS;
  }

  /** A key was created. */
  succeeded(channelArn: string): void {
    this.#failing.delete(channelArn);
    this.#heldUntil = undefined;
  }

  /** Whether no key should be deleted now, because the next one may not be created. */
  areFailing(now: number): boolean {
    return this.#heldUntil !== undefined && now < this.#heldUntil;
  }

  /** Whether a key may be deleted now. After a failure, one may each ten minutes, until a key is created. */
  mayDelete(now: number): boolean {
    if (this.areFailing(now)) return false;
    if (this.#heldUntil !== undefined) this.#heldUntil = now + HELD_MS;
    return true;
  }
}
