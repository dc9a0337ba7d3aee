import type { DeadLetter, DeliveryCounts, EndMark, RetryMark, StoredLetter } from './letter.ts';

export interface LetterPage {
  letters: StoredLetter[];
  /** The position after which the next page begins. Absent on the last page. */
  next?: string;
}

export interface PageOptions {
  /** `open`: letters that have not ended. */
  of: 'open' | 'ended';
  order: 'oldest' | 'newest';
  /** The most letters that are read. */
  limit: number;
  /** From this place on, in the order of the page. */
  after?: string;
  /** Only letters that died in this period, ISO 8601. */
  since?: string;
  until?: string;
}

/** Dead letters. `dynamoDeadLetterStore` keeps them in the table. */
export interface DeadLetterStore {
  /**
   * Stores a letter, unless it is stored already or has ended. It may be repeated.
   *
   * @returns whether it is new
   */
  add(letter: DeadLetter, body: string): Promise<boolean>;
  /** One page of letters. */
  page(options: PageOptions): Promise<LetterPage>;
  /** @returns the letter, open or ended; undefined if there is none */
  get(id: string): Promise<StoredLetter | undefined>;
  body(id: string): Promise<string>;
  /**
   * Writes that a retry begins.
   *
   * @param attemptBefore the number of the attempt that the letter has; 0 if it has none
   * @returns false if the letter has another one by now, or has ended
   */
  mark(position: string, retry: RetryMark, attemptBefore: number): Promise<boolean>;
  /**
   * Ends a letter.
   *
   * @param unlessRetriedSince not if a retry began at this time or later, ms since the epoch
   * @returns false if it has ended before, or is being retried
   */
  end(letter: DeadLetter, end: EndMark, unlessRetriedSince?: number): Promise<boolean>;
  /** Completes what an interrupted `end` has left. It may be repeated. */
  finish(letter: StoredLetter): Promise<void>;
  /** Completes the ends that were interrupted, among the first `limit` letters. */
  finishInterrupted(limit: number): Promise<void>;
  /**
   * How the messages ended that a retry has queued.
   *
   * @param attempt only those of this attempt
   * @returns undefined while none has ended
   */
  delivery(id: string, attempt?: number): Promise<DeliveryCounts | undefined>;
  /** The number of open letters by kind. It counts at most about `limit` letters. */
  count(limit: number): Promise<LetterCount>;
}

export interface LetterCount {
  metadata: number;
  function: number;
  /** There are more, which were not counted. */
  hasMore: boolean;
}
