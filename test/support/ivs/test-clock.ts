import { type ManualClock, manualClock } from '../../../src/simulator/index.ts';
import type { FakeClock } from '../clock.ts';

/** A clock for our code and for the simulator: `advance` and `sleep` move both. For one actor at a time. */
export type TestClock = FakeClock & ManualClock;

/** @param start ms since the epoch, or ISO 8601 */
export function testClock(start: number | string = '2026-11-21T12:00:00.000Z'): TestClock {
  const clock = manualClock(new Date(start).getTime());
  return { ...clock, sleep: async (ms) => clock.advance(Math.max(0, ms)) };
}
