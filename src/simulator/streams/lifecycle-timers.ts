import type { Cancel } from '../clock.ts';
import type { Timers } from '../timers.ts';

export type LifecycleStep = 'start' | 'starvation' | 'sessionEnd' | 'streamEnd';

/** The timers of one stream session: at most one for each step of its life. */
export class LifecycleTimers {
  readonly #timers: Timers;
  readonly #pending = new Map<LifecycleStep, { cancel: Cancel; run: () => void }>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Runs a step in `ms` milliseconds; at once for 0. Replaces the timer of the same step. */
  schedule(step: LifecycleStep, ms: number, run: () => void): void {
    this.cancel(step);
    if (ms <= 0) {
      run();
      return;
    }
    const cancel = this.#timers.after(ms, () => {
      this.#pending.delete(step);
      run();
    });
    this.#pending.set(step, { cancel, run });
  }

  cancel(step: LifecycleStep): void {
    this.#pending.get(step)?.cancel();
    this.#pending.delete(step);
  }

  cancelAll(): void {
    for (const step of [...this.#pending.keys()]) this.cancel(step);
  }

  /** Runs a step now if its timer has not fired yet. */
  runNow(step: LifecycleStep): void {
    const pending = this.#pending.get(step);
    this.cancel(step);
    pending?.run();
  }
}
