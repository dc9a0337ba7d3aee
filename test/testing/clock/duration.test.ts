import { expect, test } from 'vitest';
import { formatDuration, readDuration } from '../../../src/testing/clock/duration.ts';

test('a duration is a number of milliseconds, or a number with a unit', () => {
  expect([0, 1.5, '30s', '10m', '2h'].map((one) => readDuration('duration', one))).toEqual([
    0, 1.5, 30_000, 600_000, 7_200_000,
  ]);
});

test.each([-1, Number.NaN, '10 minutes', '', null])('%j is not a duration', (value) => {
  expect(() => readDuration('within', value)).toThrow(
    'within: expected milliseconds from 0, or a duration such as 30s, 10m, 2h or 7d (at most 3650d), received',
  );
});

test.each([
  [0, '0 ms'],
  [250, '250 ms'],
  [1_500, '1.5 s'],
  [600_000, '10 min'],
  [90_000_000, '1.04 d'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
