const SHORTEST_WAIT_S = 5;
/** Under the queue's maxReceiveCount (100), which is for crashes: waiting must never use it up. */
const RECEIVES = 90;
const STEADY_RECEIVES = 55;
const GROWTH = 1.3;

/**
 * How long a message that can't be sent now stays invisible: 5 s as long as it lives shortly; more
 * for one that lives so long that it would be received too often. Either it is spread evenly over the
 * receives that are left, or it is 5 s for the first 55 receives and then grows by 30 % each time,
 * which reaches two days; whichever is shorter.
 *
 * @returns whole seconds, as ChangeMessageVisibility takes them
 */
export function returnWaitSeconds(receiveCount: number, remainingMs: number): number {
  const even = remainingMs / 1_000 / Math.max(1, RECEIVES - receiveCount);
  const growing = SHORTEST_WAIT_S * GROWTH ** Math.max(0, receiveCount - STEADY_RECEIVES);
  return Math.ceil(Math.max(SHORTEST_WAIT_S, Math.min(even, growing)));
}
