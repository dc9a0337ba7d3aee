import type { TestClock } from './test-clock.ts';

interface RunningTimer {
  at: number;
  run: () => void;
  handle: NodeJS.Timeout | undefined;
}

/**
 * A clock that runs as the clock of the system does, and that the test can move on. It uses the global `Date` and
 * `setTimeout`, so that the fake timers of a test runner drive it.
 */
export class RunningClock implements TestClock {
  readonly runsByItself = true;
  readonly #timers = new Set<RunningTimer>();
  #offset: number;

  constructor(start: number) {
    this.#offset = start - Date.now();
  }

  now(): number {
    return Date.now() + this.#offset;
  }

  after(ms: number, run: () => void): () => void {
    const timer: RunningTimer = { at: this.now() + Math.max(0, ms), run, handle: undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => this.#remove(timer);
  }

  step(end: number): boolean {
    const next = this.#next();
    if (!next || next.at > end) return false;
    this.moveTo(next.at);
    this.#fire(next);
    return true;
  }

  moveTo(end: number): void {
    this.#offset += Math.max(0, end - this.now());
    for (const timer of this.#timers) this.#arm(timer);
  }

  restart(start: number): void {
    this.#offset = start - Date.now();
    for (const timer of this.#timers) this.#arm(timer);
  }

  #next(): RunningTimer | undefined {
    let first: RunningTimer | undefined;
    for (const timer of this.#timers) if (!first || timer.at < first.at) first = timer;
    return first;
  }

  #arm(timer: RunningTimer): void {
    clearTimeout(timer.handle);
    timer.handle = setTimeout(() => this.#fire(timer), Math.max(0, timer.at - this.now()));
  }

  #fire(timer: RunningTimer): void {
    this.#remove(timer);
    timer.run();
  }

  #remove(timer: RunningTimer): void {
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  }
}
