const SHORTEST_WAIT_S = 5;
/** Below the queue's maxReceiveCount (100), which is for crashes: waiting must never reach it. */
const MAX_RECEIVES = 90;
/** Up to this receive the wait stays at 5 s. */
const CONSTANT_RECEIVES = 55;
const GROWTH = 1.3;

/**
 * How long a message that cannot be sent now stays invisible: the shorter of
 *
 * - its remaining time, divided evenly over the receives that are left, and
 * - 5 s for the first 55 receives, then 30 % longer each time. That reaches two days.
 *
 * It is never less than 5 s. So a message is not received too often, however long it is valid.
 *
 * @param receiveCount how often the message was received, including this time
 * @param remainingMs time until it expires
 * @returns whole seconds, for ChangeMessageVisibility
 */
export function returnWaitSeconds(receiveCount: number, remainingMs: number): number {
  const even = remainingMs / 1_000 / Math.max(1, MAX_RECEIVES - receiveCount);
  const growing = SHORTEST_WAIT_S * GROWTH ** Math.max(0, receiveCount - CONSTANT_RECEIVES);
  return Math.ceil(Math.max(SHORTEST_WAIT_S, Math.min(even, growing)));
}
