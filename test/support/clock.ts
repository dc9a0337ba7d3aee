import type { Clock } from '../../src/platform/clock.ts';

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still until it is told to move; sleeping moves it. For one actor at a time. */
export function fakeClock(start = Date.parse('2026-11-21T12:00:00.000Z')): FakeClock {
  let now = start;
  return {
    now: () => now,
    async sleep(ms) {
      now += Math.max(0, ms);
    },
    advance(ms) {
      now += ms;
    },
  };
}
