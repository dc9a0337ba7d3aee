import type { CleanupStop } from '../cleanup/cleanup-stop.ts';
import type { InspectDeps } from './inspect-channel.ts';

/** What may delay a deletion that is due. */
export interface CleanupState {
  /** Cleanup has stopped itself. */
  stop?: CleanupStop;
  /** How many channels may be due that the survey has counted, but not marked yet. */
  unmarked: number;
}

/** @param now ms since the epoch */
export async function cleanupState(
  { stops, channelCounts }: Pick<InspectDeps, 'stops' | 'channelCounts'>,
  now: number,
): Promise<CleanupState> {
  const stop = await stops.pending(now);
  const count = await channelCounts.last(now);
  return { ...(stop && { stop }), unmarked: count?.unmarked ?? 0 };
}
