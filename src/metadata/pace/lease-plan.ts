/** How many permits an idle instance may keep, so that its next batch can start without asking. */
export const KEPT_PERMITS = 5;
/**
 * So many are not given back before their lease is renewed. Up to four messages a second need one more at the end of each batch
 * than at its start, so to give it back and lease it again would cost two writes for each message.
 */
const FEW_PERMITS = 3;
/** So many are renewed: the last request of a batch needs one. */
const LAST_PERMITS = 1;
/** A lease that ends so soon is renewed, ms. */
const RENEW_MS = 4_000;
/** A batch waits so long after its last request anyway: for the gap of its channels. */
const LAST_GAP_MS = 250;

/** What an instance has, and what it needs. */
export interface LeaseNeed {
  now: number;
  /** How many permits its batch can make use of; 0: it has no request to make any more. */
  wanted: number;
  /** The most of `wanted` in the last second or so: what is needed less than that may be needed again. */
  recentlyWanted: number;
  guaranteed: number;
  /** How many of its requests count. */
  counting: number;
  /** How many permits it has leased. */
  leased: number;
  leasedUntil: number;
  /** From when on no more requests count than it has leased. */
  coveredAt: number;
}

/**
 * Decides how many permits an instance should lease.
 *
 * While it has requests to make, it leases what its guaranteed share does not give. When it has none any more, it must
 * wait until no more requests count than it has leased (AccountPacer), so it leases some if that costs less time.
 *
 * @returns undefined to leave the lease as it is
 */
export function nextLease(need: LeaseNeed): number | undefined {
  const { now, wanted, recentlyWanted, guaranteed, counting, leased, leasedUntil, coveredAt } =
    need;
  if (wanted === 0) {
    const isSlow = counting <= KEPT_PERMITS && coveredAt > now + LAST_GAP_MS;
    return isSlow ? counting : undefined;
  }
  const needed = wanted - guaranteed;
  if (needed > leased) return needed;
  const atLeast = (least: number) => Math.max(recentlyWanted - guaranteed, Math.min(leased, least));
  const kept = atLeast(FEW_PERMITS);
  if (leased > kept) return kept;
  const isEnding = leased > 0 && leasedUntil < now + RENEW_MS;
  return isEnding ? atLeast(LAST_PERMITS) : undefined;
}
