import { type ManualClock, manualClock } from '../../simulator/index.ts';
import type { TestClock } from './test-clock.ts';

/** A clock that stands still until the test moves it. */
export class ControlledClock implements TestClock {
  readonly runsByItself = false;
  #clock: ManualClock;

  constructor(start: number) {
    this.#clock = manualClock(start);
  }

  now(): number {
    return this.#clock.now();
  }

  after(ms: number, run: () => void): () => void {
    return this.#clock.after(ms, run);
  }

  step(end: number): boolean {
    const next = this.#clock.nextAt();
    if (next === undefined || next > end) return false;
    this.moveTo(next);
    return true;
  }

  moveTo(end: number): void {
    this.#clock.advance(Math.max(0, end - this.now()));
  }

  restart(start: number): void {
    this.#clock = manualClock(start);
  }
}
