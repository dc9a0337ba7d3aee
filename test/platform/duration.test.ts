import { expect, test } from 'vitest';
import { parseDuration } from '../../src/platform/duration.ts';
import * as fc from '../support/fast-check.ts';

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
])('%j is not a duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test('for any text, the result is undefined or a positive number of whole seconds', () => {
  const nearly = fc.stringMatching(/^[0-9]{0,11}[smhdw ]?$/);
  fc.assert(
    fc.property(fc.oneof(nearly, fc.string()), (text) => {
      const ms = parseDuration(text);
      return ms === undefined || (ms >= 1_000 && ms % 1_000 === 0 && /^[1-9]\d*[smhd]$/.test(text));
    }),
  );
});

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The largest count of each unit: 3650 days. */
const MOST = { s: 315_360_000, m: 5_256_000, h: 87_600, d: 3_650 };
const unit = fc.constantFrom('s', 'm', 'h', 'd');
const good = unit.chain((of) =>
  fc
    .oneof(fc.integer({ min: 1, max: MOST[of] }), fc.constantFrom(1, MOST[of] - 1, MOST[of]))
    .map((count) => ({ of, count, text: `${count}${of}` })),
);

test('every duration up to 3650 days is read, in each unit', () => {
  fc.assert(
    fc.property(good, ({ of, count, text }) => {
      expect(parseDuration(text)).toBe(count * UNITS[of]);
    }),
    { numRuns: 1_000 },
  );
});

test('durations over 3650 days are not read', () => {
  const long = unit.chain((of) =>
    fc.bigInt({ min: BigInt(MOST[of]) + 1n, max: 10n ** 24n }).map((count) => `${count}${of}`),
  );
  fc.assert(fc.property(long, (text) => parseDuration(text) === undefined));
});

test('a duration with one character added or changed is not read', () => {
  const spoiled = fc
    .record({
      good,
      at: fc.nat(),
      extra: fc.constantFrom(...' 0\t\n+-.,_eEsmhdSMHDyw\u00a0\u0661'),
      swap: fc.boolean(),
    })
    .map(({ good: { text }, at, extra, swap }) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + extra + text.slice(place + (swap ? 1 : 0));
    });
  fc.assert(
    fc.property(spoiled, (text) => {
      // Another digit may make another valid duration.
      fc.pre(!/^[1-9]\d*[smhd]$/.test(text));
      expect(parseDuration(text), JSON.stringify(text)).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});
