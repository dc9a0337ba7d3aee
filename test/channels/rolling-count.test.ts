import { describe, expect, test } from 'vitest';
import {
  madeUntil,
  NO_CHANGES,
  type RollingCount,
  totalOf,
  withChange,
  withMadeChange,
  withoutChange,
  withoutExpired,
} from '../../src/channels/rolling-count.ts';
import { isoTime } from '../../src/platform/clock.ts';
import * as fc from '../support/fast-check.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WINDOW = { windowMs: DAY };
const NOW = Date.parse('2026-11-21T12:00:00.000Z');

/** A count with changes that were made at these times, ms after NOW. */
function countOf(...times: number[]): RollingCount {
  return times.reduce<RollingCount>((count, time, i) => {
    const id = `made-${i}`;
    return withMadeChange(withChange(count, id, NOW + time, WINDOW), id);
  }, NO_CHANGES);
}

describe('a rolling count', () => {
  test('contains a change until it has left the window, and never shorter', () => {
    const count = countOf(0, HOUR);
    expect(totalOf(withoutExpired(count, NOW + DAY, DAY))).toBe(2);
    expect(totalOf(withoutExpired(count, NOW + DAY + HOUR / 2, DAY))).toBe(1);
    expect(totalOf(withoutExpired(count, NOW + DAY + 2 * HOUR, DAY))).toBe(0);
  });

  test('counts a change once that is tried again, at the time of the last try', () => {
    let count = withChange(countOf(0), 'again', NOW, WINDOW);
    count = withChange(count, 'again', NOW + 5 * HOUR, WINDOW);
    expect(totalOf(count)).toBe(2);
    expect(totalOf(withoutExpired(count, NOW + DAY + HOUR, DAY))).toBe(1);
  });

  test('does not contain a change that was not made, if its outcome was not known yet', () => {
    const count = withChange(countOf(0), 'open', NOW, WINDOW);
    expect(totalOf(withoutChange(count, 'open'))).toBe(1);
    expect(totalOf(withoutChange(withMadeChange(count, 'open'), 'open'))).toBe(2);
  });

  test('knows how many changes were certainly made until a time', () => {
    const count = withChange(countOf(0, 3 * HOUR), 'open', NOW + 6 * HOUR, WINDOW);
    expect(madeUntil(count, isoTime(NOW + HOUR))).toBe(1);
    expect(madeUntil(count, isoTime(NOW + 9 * HOUR))).toBe(2);
  });

  test('keeps changes before and after a count of the channels apart', () => {
    const before = countOf(0, 1_000, 2_000);
    const countedAt = isoTime(NOW + 60_000);
    const after = withChange(before, 'after', NOW + 61_000, { ...WINDOW, countedAt });
    expect([totalOf(after), madeUntil(after, countedAt)]).toEqual([4, 3]);
  });

  test('keeps its size, whatever the number of changes, and also if a clock goes back', () => {
    const steps = fc.array(fc.integer({ min: -HOUR, max: HOUR }), { minLength: 300 });
    fc.assert(
      fc.property(steps, (advances) => {
        let [count, now] = [NO_CHANGES, NOW];
        for (const [i, advance] of advances.entries()) {
          now += advance;
          const window = { ...WINDOW, countedAt: isoTime(now - (i % 5) * 60_000) };
          count = withChange(withoutExpired(count, now, DAY), `${i}`, now, window);
          if (i % 7 > 0) count = withMadeChange(count, `${i}`);
        }
        expect(count.entries.length).toBeLessThanOrEqual(200 + 2 * 96);
        const times = count.entries.flatMap(({ from, to }) => [from, to]);
        expect(times).toEqual([...times].sort());
      }),
      { numRuns: 50 },
    );
  });
});
