import { addCounts, NO_COUNTS, type SentCounts } from './sent-counts.ts';
import { periodAt } from './sent-rate.ts';

/** What one instance has sent in a period. */
export interface PeriodCounts {
  /** Its begin, ms since the epoch. */
  period: number;
  counts: SentCounts;
}

/**
 * Sums what one instance sends, period by period. What is counted belongs to the period in which it is taken, because the channels of
 * an invocation are counted one after the other, and taken together.
 */
export class PeriodSums {
  #last: PeriodCounts = { period: Number.NEGATIVE_INFINITY, counts: NO_COUNTS };
  /** What was counted since the last time, from this period on. */
  #new: PeriodCounts = this.#last;

  add(counts: SentCounts, now: number): void {
    const period = periodAt(now);
    const isOld = period !== this.#new.period && !isWorthWrite(this.#new.counts);
    this.#new = isOld
      ? { period, counts }
      : { ...this.#new, counts: addCounts(this.#new.counts, counts) };
  }

  /** @returns the sums of the current period, if something was sent since the last time */
  take(now: number): PeriodCounts | undefined {
    if (!isWorthWrite(this.#new.counts)) return undefined;
    const period = periodAt(now);
    const before = period === this.#last.period ? this.#last.counts : NO_COUNTS;
    this.#last = { period, counts: addCounts(before, this.#new.counts) };
    this.#new = { period, counts: NO_COUNTS };
    return this.#last;
  }
}

/** A try for a channel that is not live sends nothing, and comes every few seconds. */
const isWorthWrite = ({ delivered, throttled }: SentCounts): boolean =>
  delivered > 0 || throttled > 0;
