import { afterEach, expect, test, vi } from 'vitest';
import { ControlledClock } from '../../../src/testing/clock/controlled-clock.ts';
import { RunningClock } from '../../../src/testing/clock/running-clock.ts';
import type { TestClock } from '../../../src/testing/clock/test-clock.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import fc from '../../support/fast-check.ts';

const START = Date.parse('2026-11-21T12:00:00Z');

afterEach(() => {
  vi.useRealTimers();
});

function advance(clock: TestClock, ms: number): void {
  const end = clock.now() + ms;
  while (clock.step(end));
  clock.moveTo(end);
}

/** Sets timers, some of which are cancelled and some of which set another one, and moves the clock. */
function run(clock: TestClock, timers: { ms: number; next?: number; isCancelled: boolean }[]) {
  const fired: string[] = [];
  for (const [index, { ms, next, isCancelled }] of timers.entries()) {
    const cancel = clock.after(ms, () => {
      fired.push(`${index} at ${clock.now() - START}`);
      if (next !== undefined)
        clock.after(next, () => fired.push(`${index} then at ${clock.now() - START}`));
    });
    if (isCancelled) cancel();
  }
  advance(clock, 500);
  advance(clock, 1_000);
  return { fired, now: clock.now() - START };
}

const timers = fc.array(
  fc.record(
    { ms: fc.nat(2_000), next: fc.nat(1_000), isCancelled: fc.boolean() },
    { requiredKeys: ['ms', 'isCancelled'] },
  ),
);

test('both clocks run the same timers at the same times when the test moves them', () => {
  vi.useFakeTimers({ now: START, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  fc.assert(
    fc.property(timers, (given) => {
      vi.setSystemTime(START);
      const moved = run(new RunningClock(START), given);
      vi.clearAllTimers();
      expect(moved).toEqual(run(new ControlledClock(START), given));
    }),
    { numRuns: chaosRuns(100) },
  );
});

test('a running clock goes on by itself, also after it was moved', () => {
  vi.useFakeTimers({ now: START, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  const clock = new RunningClock(START + 1_000_000);
  const fired: number[] = [];
  clock.after(3_000, () => fired.push(clock.now()));
  vi.advanceTimersByTime(1_000);
  advance(clock, 1_000);
  expect(fired).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(fired).toEqual([START + 1_003_000]);
});

test('a clock begins again at another time', () => {
  for (const clock of [new ControlledClock(0), new RunningClock(0)]) {
    advance(clock, 10_000);
    clock.restart(START);
    expect(clock.now() - START).toBeLessThan(1_000);
  }
});
