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
  /** Goes before all others. Ignores the waiter of the lease, who keeps its place. */
  urgent?: boolean;
}

export interface Acquired {
  acquired: true;
  /** When the lease was last released by a holder that said so, ms since the epoch. */
  releasedAt?: number;
}

export interface Refused {
  acquired: false;
  /** True: another holder is the waiter. Absent if it is not known: dynalite does not say it. */
  otherWaits?: true;
}

/** Who has called `addWaiter` not long ago. */
export interface Waiting {
  waiter: boolean;
  urgent: boolean;
}

/**
 * Leases by name. A lease has at most one holder and at most one waiter: the first that called
 * `addWaiter` gets the lease next. The others poll until they can become the waiter.
 */
export interface LeaseStore {
  /**
   * Takes the lease, and removes the waiter; an urgent claim removes the urgent waiters instead. One that still waits
   * says so again.
   *
   * @returns `Refused` while the claim of another holder has not ended, or, unless this claim is urgent, while another
   *   holder or an urgent claim waits. The present holder may claim again.
   */
  acquire(claim: LeaseClaim): Promise<Acquired | Refused>;
  /**
   * Ends the claim of `holder`. Does nothing if `holder` does not have the lease.
   *
   * @param releasedAt remembered, if given: `acquire` returns it
   */
  release(name: string, holder: string, releasedAt?: number): Promise<void>;
  /**
   * Makes `holder` the waiter, if there is no other. Call it at least every WAITER_VALID_MS to stay the
   * waiter.
   *
   * @returns false if there is another waiter
   */
  addWaiter(name: string, holder: string, now: number): Promise<boolean>;
  /** Says that an urgent claim waits. Call it at least every WAITER_VALID_MS. */
  addUrgentWaiter(name: string, now: number): Promise<void>;
  /** Who said at `since` or later that it waits. */
  waiting(name: string, since: number): Promise<Waiting>;
}
