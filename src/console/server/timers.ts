/** The source of time. Times are milliseconds since the epoch. */
export interface Timers {
  now(): number;
  /** Calls `run` once, after `ms` milliseconds. @returns cancels it */
  after(ms: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    // What polls must not keep a program alive whose server is closed.
    timer.unref();
    return () => clearTimeout(timer);
  },
};
