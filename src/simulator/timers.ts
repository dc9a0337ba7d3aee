import type { Cancel, SimClock } from './clock.ts';

/** Timers that can be stopped all at once. */
export class Timers {
  readonly #clock: SimClock;
  readonly #active = new Set<Cancel>();

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Runs `run` after `ms`; for 0 at once, before this returns. */
  after(ms: number, run: () => void): Cancel {
    if (ms > 0) return this.#start(ms, run);
    run();
    return () => undefined;
  }

  /** Resolves after `ms`, or when all timers are stopped; at once for 0. */
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
