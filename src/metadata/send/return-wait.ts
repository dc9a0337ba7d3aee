const SHORTEST_WAIT_S = 5;
/** Up to this receive the wait stays at 5 s: for the first ten minutes. */
const CONSTANT_RECEIVES = 120;
const GROWTH = 1.1;
/**
 * The longest wait, unless the message was received more often than the waits explain. With it, a message that is valid
 * for six hours (MAX_TTL_MS) is received about 900 times.
 */
const LONGEST_WAIT_S = 27;
/** Below the queue's maxReceiveCount (1,000), which is for crashes: waiting must never reach it. */
const MAX_RECEIVES = 950;

/**
 * How long a message that cannot be sent now stays invisible: 5 s for the first 120 receives, then 10 % longer each time, up
 * to 27 s. SQS delivers the message group in order, so everything behind it waits, too.
 *
 * It is longer only if the receives that are left would not last until the message expires.
 *
 * @param receiveCount how often the message was received, including this time
 * @param remainingMs time until it expires
 * @returns whole seconds, for ChangeMessageVisibility
 */
export function returnWaitSeconds(receiveCount: number, remainingMs: number): number {
  const growing = SHORTEST_WAIT_S * GROWTH ** Math.max(0, receiveCount - CONSTANT_RECEIVES);
  const even = remainingMs / 1_000 / Math.max(1, MAX_RECEIVES - receiveCount);
  const isLate = receiveCount > CONSTANT_RECEIVES && even > LONGEST_WAIT_S;
  return Math.ceil(isLate ? even : Math.min(growing, LONGEST_WAIT_S));
}
