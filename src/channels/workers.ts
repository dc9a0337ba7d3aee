import { CALLS_PER_SECOND } from '../ivs/pacer.ts';
import { SNAPSHOT_VALID_MS } from './snapshot.ts';

/**
 * How many channels a pass may handle at the same time.
 *
 * Each IVS operation has its own quota. While one channel waits for GetStream, another can list its
 * sessions, so several workers use all quotas. With too many workers, requests wait so long that a
 * snapshot expires before the request that relies on it. By Little's law a channel is in work for
 * `workers / rate` seconds. This number keeps that time to half of SNAPSHOT_VALID_MS at any share.
 *
 * @param share the share of each operation's quota, greater than 0 and at most 1
 */
export function workersFor(share: number): number {
  return Math.max(1, Math.floor(CALLS_PER_SECOND * share * (SNAPSHOT_VALID_MS / 2_000)));
}
