import type { StickyState } from './state.ts';

/** What to write, absent to write nothing; and what to answer. */
export interface StickyChange<T> {
  state?: StickyState;
  result: T;
}

export interface StickyPage {
  states: StickyState[];
  /** Goes on behind these; absent on the last page. */
  next?: string;
}

/** Where sticky values are kept. `dynamoStickyStore` keeps them in the table. */
export interface StickyStore {
  /**
   * Changes what is kept of a channel, in one step: `decide` gets it as it is (empty, if there is
   * nothing), is pure, and is asked again if somebody else was faster. One read, and a write if there
   * is something to write.
   *
   * @throws the table's error: the change may have been made then; or ContendedError
   */
  change<T>(
    channelArn: string,
    now: number,
    decide: (state: StickyState) => StickyChange<T>,
  ): Promise<T>;
  /** Everything that is kept, page by page, read consistently. */
  page(next?: string): Promise<StickyPage>;
}

/** So many others change the same channel's values that this one did not get through. */
export class ContentionError extends Error {
  override readonly name = 'ContendedError';
}
