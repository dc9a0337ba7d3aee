import type { Cancel, SimClock } from './clock.ts';

/** Timers that can be cancelled all at once. */
export class Timers {
  readonly #clock: SimClock;
  readonly #active = new Set<Cancel>();

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Calls `run` after `ms` milliseconds. For 0, calls it before this method returns. */
  after(ms: number, run: () => void): Cancel {
    if (ms > 0) return this.#start(ms, run);
    run();
    return () => undefined;
  }

  /** Resolves after `ms` milliseconds, or when all timers are cancelled. */
  wait(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => this.#start(ms, resolve, resolve));
  }

  cancelAll(): void {
    for (const cancel of [...this.#active]) cancel();
  }

  #start(ms: number, run: () => void, cancelled = (): void => undefined): Cancel {
    const stop = this.#clock.after(ms, () => {
      this.#active.delete(cancel);
      run();
    });
    const cancel: Cancel = () => {
      if (!this.#active.delete(cancel)) return;
      stop();
      cancelled();
    };
    this.#active.add(cancel);
    return cancel;
  }
}
