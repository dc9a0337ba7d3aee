import { afterRealTime } from './clock/real-time.ts';

/** Tells those who wait that something happened in the simulator. */
export class Activity {
  readonly #waiting = new Set<() => void>();

  /** Something happened. */
  notify(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /**
   * @param ms how long to wait at most, in real time
   * @returns true when something happened, false when the time is over
   */
  next(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (happened: boolean): void => {
        cancel();
        this.#waiting.delete(wake);
        resolve(happened);
      };
      const wake = () => finish(true);
      const cancel = afterRealTime(ms, () => finish(false));
      this.#waiting.add(wake);
    });
  }
}
