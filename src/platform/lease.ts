import type { Clock } from './clock.ts';
import { errorMessage } from './errors.ts';
import { type Acquired, type LeaseStore, WAITER_VALID_MS } from './lease-store.ts';
import type { Log } from './observability.ts';

/** The lease under which scheduled functions call IVS: they share the account's request quotas. */
export const IVS_LEASE = 'ivs';

/** How far the wall clocks of two Lambda instances may differ, ms. A claim lasts that much longer. */
export const CLOCK_SKEW_MS = 5_000;
/**
 * How long a waiting function sleeps before it tries again to take the lease, ms: a quarter of the time that it has
 * waited, within these bounds. Each try is paid for. A holder that calls IVS releases the lease a second after its last
 * request, so an earlier try rarely succeeds. The longest pause and a slow request stay below WAITER_VALID_MS, so that
 * the waiter keeps its place.
 */
const PAUSE_MS = { shortest: 1_000, longest: 2_000 };
/** How long an urgent claim sleeps, ms. */
const URGENT_PAUSE_MS = 500;
/** A waiter says again that it waits, if at its next try more than this time would have passed, ms. */
const REPEAT_MS = WAITER_VALID_MS / 2;
/** How often a holder checks whether an urgent claim waits, ms. */
const URGENT_CHECK_MS = 1_000;

/** The lease, as its holder sees it. */
export interface HeldLease {
  /**
   * True once the holder should stop and release the lease, between two items of its work: another
   * function waits and the holder has had the lease for `holdMs`, or an urgent claim waits.
   */
  shouldRelease(): Promise<boolean>;
}

export interface LeaseOptions {
  store: LeaseStore;
  /** Identifies this invocation; must be unique. */
  holder: string;
  clock: Clock;
  log: Log;
  /** When Lambda stops the invocation, ms since the epoch. The claim ends CLOCK_SKEW_MS after it. */
  deadline: number;
  /** Runs before the lease is released, for example to wait for IVS's quota window. */
  beforeRelease?(): Promise<void>;
  /**
   * How much time must pass between two holders, ms, if it is the next one that waits. Where the next holder comes much
   * later, nobody waits, and nobody pays for a wait. The wait does not depend on how far clocks differ.
   */
  restMs?: number;
  /** How long to wait for the lease, ms. In the default, two other functions can hold it for `holdMs`. */
  waitMs?: number;
  /** How long the lease may be held while others wait, ms. */
  holdMs?: number;
  name?: string;
  /** Takes IVS_LEASE before all who wait: a holder releases it between two items of its work. */
  urgent?: boolean;
}

export type LeaseResult<T> = { ran: true; result: T } | { ran: false };

/**
 * Runs `work` while this invocation alone holds the lease.
 *
 * @returns `{ ran: false }` if the lease was not free within `waitMs`. That is no error: the next
 *   scheduled run tries again.
 * @throws what `work`, `beforeRelease` or the store throws
 */
export async function withLease<T>(
  options: LeaseOptions,
  work: (lease: HeldLease) => Promise<T>,
): Promise<LeaseResult<T>> {
  const { clock, name = IVS_LEASE } = options;
  const acquired = await acquire(options);
  if (!acquired) {
    options.log.info('another function holds the lease', { lease: name });
    return { ran: false };
  }
  const heldSince = clock.now();
  try {
    await rest(options, acquired);
    return { ran: true, result: await work(heldLease(options, heldSince)) };
  } finally {
    try {
      await options.beforeRelease?.();
    } finally {
      await release(options);
    }
  }
}

/** Waits, if the last holder may have released the lease less than `restMs` ago. */
async function rest({ clock, restMs }: LeaseOptions, { releasedAt: released }: Acquired) {
  if (restMs === undefined) return;
  const mayBeRecent = released !== undefined && clock.now() < released + restMs + CLOCK_SKEW_MS;
  if (mayBeRecent) await clock.sleep(restMs);
}

/** @returns undefined if the lease was not free in time */
async function acquire(options: LeaseOptions): Promise<Acquired | undefined> {
  const { store, holder, clock, deadline, waitMs = 50_000 } = options;
  const { name = IVS_LEASE, urgent = false } = options;
  const began = clock.now();
  const giveUpAt = Math.min(began + waitMs, deadline - CLOCK_SKEW_MS);
  let waiterSince = Number.NEGATIVE_INFINITY;
  for (;;) {
    const now = clock.now();
    const claim = { name, holder, now, until: deadline + CLOCK_SKEW_MS, urgent };
    const answer = await store.acquire(claim);
    if (answer.acquired) return answer;
    const nextTry = now + (urgent ? URGENT_PAUSE_MS : pauseAfter(now - began));
    if (nextTry >= giveUpAt) return undefined;
    // The first urgent claim that gets the lease removes the sign of all, so each try renews it.
    if (urgent) await store.addUrgentWaiter(name, now);
    else if (!answer.otherWaits && nextTry - waiterSince > REPEAT_MS)
      waiterSince = (await store.addWaiter(name, holder, now)) ? now : waiterSince;
    await clock.sleep(nextTry - now);
  }
}

const pauseAfter = (waitedMs: number): number =>
  Math.min(PAUSE_MS.longest, Math.max(PAUSE_MS.shortest, waitedMs / 4));

function heldLease(options: LeaseOptions, heldSince: number): HeldLease {
  const { store, clock, holdMs = 20_000, name = IVS_LEASE, urgent = false } = options;
  // Only the lease on IVS has urgent claims, so that the holders of others need no request.
  const hasUrgentClaims = name === IVS_LEASE && !urgent;
  let checkedAt = heldSince;
  return {
    async shouldRelease() {
      const now = clock.now();
      const isOver = now - heldSince >= holdMs;
      const isCheckDue = hasUrgentClaims && now - checkedAt >= URGENT_CHECK_MS;
      if (!isOver && !isCheckDue) return false;
      checkedAt = now;
      const waiting = await store.waiting(name, now - WAITER_VALID_MS);
      return (isOver && waiting.waiter) || (hasUrgentClaims && waiting.urgent);
    },
  };
}

/** Does not throw: the lease ends by itself, and the outcome of the work must not get lost. */
async function release(options: LeaseOptions): Promise<void> {
  const { store, holder, clock, log, restMs, name = IVS_LEASE } = options;
  try {
    await store.release(name, holder, restMs === undefined ? undefined : clock.now());
  } catch (error) {
    log.warn('the lease could not be released; it ends by itself', { error: errorMessage(error) });
  }
}
