import type { Clock } from '../../platform/clock.ts';

/** Lets waits end when something has changed. */
export class Signal {
  #waiting: (() => void)[] = [];

  /** Ends all waits. */
  fire(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves at the next `fire`, or at `time` (ms since the epoch; Infinity: never). */
  async fired(clock: Clock, time: number): Promise<void> {
    const fired = new Promise<void>((resolve) => this.#waiting.push(resolve));
    const left = time - clock.now();
    if (left === Number.POSITIVE_INFINITY) return fired;
    await Promise.race([fired, clock.sleep(left)]);
  }
}
