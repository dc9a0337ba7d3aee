import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  THROTTLE_PLACES,
  ThrottleCounts,
  throttledInLastHour,
  throttlePlace,
} from '../../src/platform/throttle-counts.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');
const MINUTE = 60_000;

test('of throttled requests, those of the last hour count, and some of the ten minutes before it', () => {
  const times = fc.array(fc.integer({ min: 0, max: 200 * MINUTE }), { maxLength: 50 });
  fc.assert(
    fc.property(times, fc.integer({ min: 200, max: 300 }), (ages, minutes) => {
      const counts = new ThrottleCounts();
      const now = NOW + minutes * MINUTE;
      for (const age of [...ages].sort((a, b) => a - b)) counts.add(NOW + age);
      const within = (ms: number) => ages.filter((age) => NOW + age > now - ms).length;
      const found = throttledInLastHour(counts.lastHour(now), now);
      expect(found).toBeGreaterThanOrEqual(within(60 * MINUTE));
      expect(found).toBeLessThanOrEqual(within(70 * MINUTE));
    }),
  );
});

test('the periods of an hour have different places, and few of them are kept', () => {
  const counts = new ThrottleCounts();
  for (let minute = 0; minute < 500; minute++) counts.add(NOW + minute * MINUTE);
  const periods = counts.lastHour(NOW + 499 * MINUTE);
  expect(periods).toHaveLength(THROTTLE_PLACES);
  expect(new Set(periods.map(throttlePlace)).size).toBe(THROTTLE_PLACES);
});
