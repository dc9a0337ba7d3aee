import type { Cancel } from '../clock.ts';
import type { Timers } from '../timers.ts';

export type Step = 'start' | 'starvation' | 'sessionEnd' | 'streamEnd';

/** What is still to come in the life of one stream. */
export class Agenda {
  private readonly timers: Timers;
  private readonly planned = new Map<Step, { cancel: Cancel; run: () => void }>();

  constructor(timers: Timers) {
    this.timers = timers;
  }

  /** Does a step in `ms`, at once for 0. It takes the place of the same step planned before. */
  plan(step: Step, ms: number, run: () => void): void {
    this.cancel(step);
    if (ms <= 0) {
      run();
      return;
    }
    const cancel = this.timers.after(ms, () => {
      this.planned.delete(step);
      run();
    });
    this.planned.set(step, { cancel, run });
  }

  cancel(step: Step): void {
    this.planned.get(step)?.cancel();
    this.planned.delete(step);
  }

  /** Does a step now, if it is still to come. */
  hasten(step: Step): void {
    const planned = this.planned.get(step);
    this.cancel(step);
    planned?.run();
  }
}
