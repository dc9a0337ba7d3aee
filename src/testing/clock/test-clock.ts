import type { SimClock } from '../../simulator/index.ts';

/** A clock of the simulator that a test can move. Times are ms since the epoch. */
export interface TestClock extends SimClock {
  /** Whether time passes by itself as well. */
  readonly runsByItself: boolean;
  /**
   * Moves to the next timer that is due by `end`, and runs it.
   *
   * @returns false if no timer is due by then; the time is as before
   */
  step(end: number): boolean;
  /** Moves to `end`, if that is later than now. Timers that are due by then do not run yet. */
  moveTo(end: number): void;
  /** Begins again at `start`. There must be no timers. */
  restart(start: number): void;
}
