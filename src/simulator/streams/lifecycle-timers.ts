import type { Cancel } from '../clock.ts';
import type { Timers } from '../timers.ts';

export type LifecycleStep = 'start' | 'starvation' | 'sessionEnd' | 'streamEnd';

/** What is still to come in the life of one stream. */
export class LifecycleTimers {
  readonly #timers: Timers;
  readonly #pending = new Map<LifecycleStep, { cancel: Cancel; run: () => void }>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Does a step in `ms`, at once for 0. It takes the place of the same step planned before. */
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

  /** Does a step now, if it is still to come. */
  runNow(step: LifecycleStep): void {
    const planned = this.#pending.get(step);
    this.cancel(step);
    planned?.run();
  }
}
