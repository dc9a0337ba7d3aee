/**
 * How long a waiter counts as waiting after it last called `addWaiter`, ms. A waiter that has crashed
 * stops blocking the others after this time.
 */
export const WAITER_VALID_MS = 5_000;

/** A wish to hold a lease. Times are ms since the epoch, by the wall clock of the holder. */
export interface LeaseClaim {
  /** The name of the lease. */
  name: string;
  /** Identifies one invocation. */
  holder: string;
  now: number;
  /** When the claim ends by itself. */
  until: number;
  /** Ignores the waiter of the lease, who keeps its place. */
  urgent?: boolean;
}

/**
 * Leases by name. A lease has at most one holder and at most one waiter: the first that called
 * `addWaiter` gets the lease next. The others poll until they can become the waiter.
 */
export interface LeaseStore {
  /**
   * Takes the lease and, unless the claim is urgent, removes the waiter.
   *
   * @returns false while the claim of another holder has not ended, or while another holder waits
   *   (unless this claim is urgent). The present holder may claim again.
   */
  acquire(claim: LeaseClaim): Promise<boolean>;
  /**
   * Ends the claim of `holder`. Does nothing if `holder` does not have the lease.
   *
   * @param releasedAt remembered, if given: `lastRelease` returns it
   */
  release(name: string, holder: string, releasedAt?: number): Promise<void>;
  /** When the lease was last released by a holder that said so. */
  lastRelease(name: string): Promise<number | undefined>;
  /**
   * Makes `holder` the waiter, if there is no other. Call it at least every WAITER_VALID_MS to stay the
   * waiter.
   */
  addWaiter(name: string, holder: string, now: number): Promise<void>;
  /** Whether the waiter called `addWaiter` at `since` or later. */
  hasWaiter(name: string, since: number): Promise<boolean>;
}
