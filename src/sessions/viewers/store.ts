import type { SessionId } from '../summary.ts';

/**
 * The audience of a session, sampled each minute. The mean is `viewerSeconds / coveredSeconds`. One
 * item a session; a sample is added only to the very state that it was computed from, so it counts
 * once, however often it is retried.
 */
export interface ViewerRecord extends SessionId {
  /** The most viewers in any sample, and when. */
  peak: number;
  peakAt: string;
  /** Sum over time of the viewers, each sample weighted by the time until the next one. */
  viewerSeconds: number;
  /** The time that samples cover. */
  coveredSeconds: number;
  /** The latest sample; after the session's end, how far that reached. Later with every write. */
  lastAt: string;
  lastCount: number;
}

/** Where audiences are kept. */
export interface ViewerStore {
  /** Unknown ones are left out. In no certain order. */
  get(ids: SessionId[]): Promise<ViewerRecord[]>;
  /** @param before the state that `after` was computed from. @returns false if another came between */
  put(after: ViewerRecord, before: ViewerRecord | undefined, expiresAt: number): Promise<boolean>;
}
