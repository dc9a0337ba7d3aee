import type { StickyState } from './state.ts';

export interface StickyChange<Result> {
  /** The new state. Absent: nothing is written. */
  state?: StickyState;
  /** What `StickyStore.change` returns. */
  result: Result;
}

export interface StickyPage {
  states: StickyState[];
  /** Argument for the next page. Absent on the last page. */
  next?: string;
}

/** Stores the sticky values of all channels. */
export interface StickyStore {
  /**
   * Changes the values of one channel with optimistic locking. It costs one read, and one write if there
   * is a change.
   *
   * @param decide gets the stored state, or an empty one. It must have no side effects: it is called
   *   again if another call has changed the state in between.
   * @returns the `result` of `decide`
   * @throws ContentionError, or the table's error. After the latter the change may have been made.
   */
  change<Result>(
    channelArn: string,
    now: number,
    decide: (state: StickyState) => StickyChange<Result>,
  ): Promise<Result>;
  /** All values, page by page, with consistent reads. */
  page(next?: string): Promise<StickyPage>;
}

/** Too many other calls changed the values of the same channel at the same time. */
export class ContentionError extends Error {
  static override readonly name = 'ContentionError';
  override readonly name = 'ContentionError';
}
