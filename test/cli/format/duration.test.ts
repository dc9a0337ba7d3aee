import { describe, expect, test } from 'vitest';
import { formatDuration, formatOffset } from '../../../src/cli/format/duration.ts';

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

describe('formatDuration', () => {
  test.each([
    [0, '0s'],
    [49, '0s'],
    [100, '0.1s'],
    [999, '0.9s'],
    [SECOND, '1s'],
    [9_999, '9.9s'],
    [10 * SECOND, '10s'],
    [59_999, '59s'],
    [MINUTE, '1m 00s'],
    [2 * MINUTE + 5 * SECOND, '2m 05s'],
    [HOUR - 1, '59m 59s'],
    [HOUR, '1h 00m'],
    [HOUR + 2 * MINUTE + 59 * SECOND, '1h 02m'],
    [DAY - 1, '23h 59m'],
    [3 * DAY + 4 * HOUR + 59 * MINUTE, '3d 04h'],
    [400 * DAY, '400d 00h'],
    [-1_500, '-1.5s'],
    [-HOUR, '-1h 00m'],
  ])('shows %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

test.each([
  [0, '+0s'],
  [65_000, '+1m 05s'],
  [-1_234, '-1.2s'],
])('formatOffset shows %d ms as %s', (ms, text) => {
  expect(formatOffset(ms)).toBe(text);
});
