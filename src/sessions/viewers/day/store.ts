import type { ViewerDay } from './day.ts';

/** Where the viewers of the account are stored, one item for each day. */
export interface ViewerDayStore {
  /** @param day `2026-11-21` */
  get(day: string): Promise<ViewerDay | undefined>;
  /**
   * Replaces the day. Only the holder of the lease `viewers` writes days.
   *
   * @param expiresAt DynamoDB's TTL, seconds since the epoch
   */
  put(day: ViewerDay, expiresAt: number): Promise<void>;
}
