/** Cancels a timer. Does nothing if the timer has fired already. */
export type Cancel = () => void;

/** The only source of time in the simulator. Times are ms since the epoch. */
export interface SimClock {
  now(): number;
  /** Calls `run` once, `ms` milliseconds from now (at least 0). */
  after(ms: number, run: () => void): Cancel;
}

export const realClock: SimClock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export interface ManualClock extends SimClock {
  /** Moves time forward by `ms`. Each timer that is due runs at its own time. */
  advance(ms: number): void;
  /** @returns the time of the next timer in ms since the epoch; undefined without timers */
  nextAt(): number | undefined;
}

interface ManualTimer {
  at: number;
  run: () => void;
}

/**
 * A clock whose time changes only by `advance`. Timers of the same time run in the order in which they
 * were set.
 */
export function manualClock(start = Date.parse('2026-01-01T00:00:00Z')): ManualClock {
  let now = start;
  const timers = new Set<ManualTimer>();
  const next = (): ManualTimer | undefined => {
    let first: ManualTimer | undefined;
    for (const timer of timers) if (!first || timer.at < first.at) first = timer;
    return first;
  };
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(0, ms), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    nextAt: () => next()?.at,
    advance(ms) {
      const end = now + ms;
      for (let due = next(); due && due.at <= end; due = next()) {
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
  };
}
