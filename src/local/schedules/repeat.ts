import type { Schedule } from './expression.ts';

/** The longest time that a timer of Node can wait, ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A clock that runs `factor` times as fast as the wall clock. */
export interface ScheduleClock {
  factor: number;
  /** When both clocks had the same time, ms since the epoch. */
  startedAt: number;
  /** The wall clock. */
  now(): number;
}

/**
 * Calls `fire` at each time of a schedule.
 *
 * @returns ends the schedule
 */
export function repeat(schedule: Schedule, clock: ScheduleClock, fire: () => void): () => void {
  const { factor, startedAt, now } = clock;
  let timer: NodeJS.Timeout | undefined;
  const wait = (at: number, then: () => void): void => {
    const ms = Math.ceil(at - now());
    const step = (): void => (ms > MAX_TIMER_MS ? wait(at, then) : then());
    timer = setTimeout(step, Math.min(ms, MAX_TIMER_MS));
  };
  const scheduleNext = (last: number): void => {
    const fast = startedAt + (now() - startedAt) * factor;
    // A timer may fire a moment too early: without `last`, the schedule would fire twice for one time.
    const next = schedule(Math.max(fast, last));
    if (next === undefined) return;
    wait(startedAt + (next - startedAt) / factor, () => {
      fire();
      scheduleNext(next);
    });
  };
  if (factor > 0) scheduleNext(startedAt);
  return () => clearTimeout(timer);
}
