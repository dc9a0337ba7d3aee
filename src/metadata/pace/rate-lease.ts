import { LATE_ARRIVAL_MS, REQUEST_TIMEOUT_MS } from './account-limits.ts';
import { isSameLease, type Lease, type LeaseStore } from './lease-store.ts';
import { WINDOW_MS } from './request-window.ts';

/** For how long requests may start with the permits of a lease before it is renewed, ms. */
export const LEASE_MS = 10_000;
/** The last request that starts with a permit may count for so long, ms. */
const TAIL_MS = REQUEST_TIMEOUT_MS + LATE_ARRIVAL_MS + WINDOW_MS;
/** Others take the permits of a lease so long after its end, ms. The clocks of two instances differ by at most this. */
export const CLOCK_MARGIN_MS = 4_000;

export interface RateLeaseOptions {
  store: LeaseStore;
  /** How many permits there are for all instances together. */
  permits: number;
  /** Makes the name of a lease. It is short, and no other instance makes the same. */
  newId(): string;
}

/**
 * The permits that one instance has leased.
 *
 *     now                       now + 10 s            until        + 4 s
 *      |--- requests may start ---|-- the last ones ---|-- clocks --|-- others take the permits
 *                                    count: 6 s           differ
 *
 * So an instance that crashed needs no cleaning up. Permits that are given back are free at once.
 */
export class RateLease {
  readonly #options: RateLeaseOptions;
  #id: string;
  /** The lease that the table certainly holds. */
  #held: Lease | undefined;
  /** Fewer permits than the lease has, while some are being given back. */
  #most = Number.POSITIVE_INFINITY;
  /** The last change did not give all that was wanted. So it is better to look first. */
  #isShort = false;
  /** By all instances together, at the last change. */
  #leasedByAll = 0;

  constructor(options: RateLeaseOptions) {
    this.#options = options;
    this.#id = options.newId();
  }

  /** How many permits this instance may use. @param now ms since the epoch */
  usableAt(now: number): number {
    return now < this.usableUntil ? Math.min(this.#held?.permits ?? 0, this.#most) : 0;
  }

  /** Which share of all permits was leased at the last change: from 0 to 1. */
  get leasedShare(): number {
    return this.#leasedByAll / this.#options.permits;
  }

  /** ms since the epoch */
  get usableUntil(): number {
    return (this.#held?.until ?? Number.NEGATIVE_INFINITY) - TAIL_MS;
  }

  /**
   * Changes the lease to have this many permits, or more than now if there are not so many, from now on.
   *
   * @param permits 0 gives the lease back. The caller must not need those that are given back
   * @throws the table's error
   */
  async change(permits: number, now: number): Promise<void> {
    const from = this.#held;
    const to = leaseFrom(permits, now);
    if (!from && !to) return;
    this.#most = permits;
    try {
      const isMade = !this.#isShort && (await this.#write(from, to));
      if (!isMade) await this.#changeAsRead(permits, to, now);
      this.#isShort = (this.#held?.permits ?? 0) < permits;
    } finally {
      this.#most = Number.POSITIVE_INFINITY;
    }
  }

  async #write(
    from: Lease | undefined,
    to: Lease | undefined,
    expired: ReadonlyMap<string, Lease> = new Map(),
  ): Promise<boolean> {
    try {
      const made = await this.#options.store.change({ id: this.#id, from, to, expired });
      if (!made) return false;
      this.#held = to;
      this.#leasedByAll = made.leased;
      return true;
    } catch (error) {
      // The table may reduce the lease later. So it is left to expire, and the next one has another name.
      if ((to?.permits ?? 0) < (from?.permits ?? 0)) this.#startAnew();
      throw error;
    }
  }

  /**
   * The condition did not hold: there are too few free permits, or the table does not hold what was expected, because
   * the answer to an earlier change was lost or because others have taken the expired lease.
   */
  async #changeAsRead(permits: number, to: Lease | undefined, now: number): Promise<void> {
    const leases = await this.#options.store.read();
    const own = leases.get(this.#id);
    this.#held = own;
    this.#leasedByAll = permitsOf(leases);
    if (isSameLease(own, to)) return;
    const expired = new Map(
      [...leases].filter(([id, lease]) => id !== this.#id && isExpired(lease, now)),
    );
    const most = (own?.permits ?? 0) + this.#share(leases, expired);
    const next = leaseFrom(Math.min(permits, most), now);
    if (isWorthWriting(own, next)) await this.#write(own, next, expired);
  }

  /** Half of the free permits: others need some too, or this one would not have been refused. */
  #share(leases: ReadonlyMap<string, Lease>, expired: ReadonlyMap<string, Lease>): number {
    const free = this.#options.permits - permitsOf(leases) + permitsOf(expired);
    return Math.max(0, Math.ceil(free / 2));
  }

  #startAnew(): void {
    this.#id = this.#options.newId();
    this.#held = undefined;
  }
}

const permitsOf = (leases: ReadonlyMap<string, Lease>): number =>
  [...leases.values()].reduce((sum, { permits }) => sum + permits, 0);

const leaseFrom = (permits: number, now: number): Lease | undefined =>
  permits > 0 ? { permits, until: now + LEASE_MS + TAIL_MS } : undefined;

/** Without more permits, a lease is only renewed when half of its time is over. */
const isWorthWriting = (own: Lease | undefined, next: Lease | undefined): boolean =>
  own?.permits !== next?.permits || (next?.until ?? 0) > (own?.until ?? 0) + LEASE_MS / 2;

const isExpired = ({ until }: Lease, now: number): boolean => until + CLOCK_MARGIN_MS < now;
