import type { SessionId } from '../session-id.ts';
import type { StoredCurve } from './curve.ts';

/**
 * The number of viewers of a session over time, from samples that are taken each minute. The mean
 * is `viewerSeconds / coveredSeconds`. There is one item for each session. A sample is written only
 * over the state from which the new state was computed, so it counts once, even if it is retried.
 */
export interface ViewerRecord extends SessionId, StoredHealth {
  /** The most viewers in any sample. */
  peak: number;
  /** When the peak was, ISO 8601. */
  peakAt: string;
  /** The sum of viewers × seconds; each sample is weighted by the time until the next one. */
  viewerSeconds: number;
  /** The time that the samples cover. */
  coveredSeconds: number;
  lastCount: number;
  /** Absent if older code has written the record. */
  curve?: StoredCurve;
}

/** What IVS said about a stream's health when its viewers were counted. */
export interface StoredHealth {
  /**
   * When the latest sample was, ISO 8601; later the end of the session. It increases with every
   * write.
   */
  lastAt: string;
  /** At the latest sample. Absent if IVS did not know it. */
  health?: StreamHealth;
  /** The time of the first sample since which all have been STARVING. Absent if the latest is not. */
  starvingSince?: string;
}

export type StreamHealth = 'HEALTHY' | 'STARVING';

/** Where viewer records are stored. */
export interface ViewerStore {
  /** @returns records in no particular order; sessions without a record are left out */
  get(ids: SessionId[]): Promise<ViewerRecord[]>;
  /**
   * Writes a record by a conditional write.
   *
   * @param before the state from which `after` was computed
   * @param expiresAt DynamoDB's TTL, seconds since the epoch
   * @returns false if the stored state is not `before`; then nothing is written
   */
  put(after: ViewerRecord, before: ViewerRecord | undefined, expiresAt: number): Promise<boolean>;
}
