import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration } from '../../src/platform/duration.ts';

test.each([
  ['30s', 30_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['7d', 604_800_000],
  ['3650d', 315_360_000_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  '',
  '0s',
  '05m',
  '10',
  'm',
  '10 m',
  ' 10m',
  '10M',
  '1.5h',
  '-1h',
  '1w',
  '3651d',
  '99999999999s',
  '10m10s',
  '١0m',
])('%j is refused', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('whatever the text, the answer is undefined or a positive number of whole seconds', () => {
  const nearly = fc.stringMatching(/^[0-9]{0,11}[smhdw ]?$/);
  fc.assert(
    fc.property(fc.oneof(nearly, fc.string()), (text) => {
      const ms = parseDuration(text);
      return ms === undefined || (ms >= 1_000 && ms % 1_000 === 0 && /^[1-9]\d*[smhd]$/.test(text));
    }),
  );
});
