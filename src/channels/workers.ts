import { CALLS_PER_SECOND } from '../ivs/pacer.ts';

/** How long a channel is in work on average, ms. The data with which its work began becomes so old. */
const TIME_IN_WORK_MS = 2_500;

/**
 * How many channels a pass may handle at the same time.
 *
 * Each IVS operation has its own quota. While one channel waits for GetStream, another can list its
 * sessions, so several workers use all quotas. With too many workers, requests wait so long that the
 * first answers are old when the final check is made. By Little's law a channel is in work for
 * `workers / rate` seconds. This number keeps that time to TIME_IN_WORK_MS at any share.
 *
 * @param share the share of each operation's quota, greater than 0 and at most 1
 */
export function workersFor(share: number): number {
  return Math.max(1, Math.floor(CALLS_PER_SECOND * share * (TIME_IN_WORK_MS / 1_000)));
}
