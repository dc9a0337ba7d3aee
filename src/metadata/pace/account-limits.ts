/** IVS allows 155 PutMetadata requests in a second for an account and region. */
export const ACCOUNT_REQUESTS = 155;
/**
 * Permits that nobody uses. An instance that crashes may leave a request of its guaranteed share behind, while
 * another one takes its place. So this is how many may crash within some seconds while the account is full.
 */
const CRASH_RESERVE = 3;
/** How many requests each running instance may always have in a second, without asking the table. */
export const GUARANTEED_REQUESTS = 1;
/** The most instances that can share the quota. */
export const MAX_INSTANCES = ACCOUNT_REQUESTS - CRASH_RESERVE;

/**
 * How many permits instances can lease: what the guaranteed shares leave of the quota.
 *
 * @param instances how many instances can run at once
 */
export const leasablePermits = (instances: number): number =>
  MAX_INSTANCES - instances * GUARANTEED_REQUESTS;

/** The longest time that the client waits for the answer to a PutMetadata request, ms. */
export const REQUEST_TIMEOUT_MS = 3_000;
/**
 * A request without an answer may still be on its way when the client gives it up. It counts for so much longer, ms.
 * IVS counts a request when it arrives, so this is the longest time that a request may be in the network more than the
 * client waits for its answer.
 */
export const LATE_ARRIVAL_MS = 2_000;
