import { describe, expect, test } from 'vitest';
import { matches } from '../../../src/console/page/format/matches.ts';
import {
  durationText,
  lastUtcDays,
  shortDurationText,
} from '../../../src/console/page/format/time.ts';
import {
  bitrateText,
  bytesText,
  countText,
  plural,
  tenthsText,
} from '../../../src/console/page/format/units.ts';
import * as fc from '../../support/fast-check.ts';

describe('numbers', () => {
  test.each([
    [0, '0'],
    [1_234, '1,234'],
    [3.25, '3.3'],
  ])('countText(%d) is %j', (count, text) => expect(countText(count)).toBe(text));

  test('a column of tenths has its decimal points in a line', () =>
    expect([171, 99.74].map(tenthsText)).toEqual(['171.0', '99.7']));

  test.each([
    [0, '0 bit/s'],
    [999, '999 bit/s'],
    [128_000, '128 kbit/s'],
    [4_500_000, '4.50 Mbit/s'],
    [999_600, '1.00 Mbit/s'],
  ])('bitrateText(%d) is %j', (bits, text) => expect(bitrateText(bits)).toBe(text));

  test.each([
    [12, '12 B'],
    [1_000, '1.00 KB'],
    [2_500_000_000_000, '2,500 GB'],
  ])('bytesText(%d) is %j', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  test('one is singular', () => {
    expect(plural(1, 'channel')).toBe('1 channel');
    expect(plural(0, 'channel')).toBe('0 channels');
    expect(plural(2, 'reply', 'replies')).toBe('2 replies');
  });
});

describe('durations', () => {
  test.each([
    [-5, '0 s'],
    [999, '0 s'],
    [61_000, '1 min 1 s'],
    [7_200_000, '2 h'],
    [7_205_000, '2 h'],
    [90_061_000, '1 d 1 h'],
  ])('durationText(%d) is %j', (ms, text) => expect(durationText(ms)).toBe(text));

  test.each([
    [0, '0 ms'],
    [340.4, '340 ms'],
    [2_540, '2.5 s'],
    [75_000, '1 min 15 s'],
  ])('shortDurationText(%d) is %j', (ms, text) => expect(shortDurationText(ms)).toBe(text));

  test('a longer duration is never told as a shorter one', () => {
    const size = { d: 86_400, h: 3_600, min: 60, s: 1 };
    const seconds = (text: string) =>
      [...text.matchAll(/(\d+) (d|h|min|s)/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * size[unit as keyof typeof size],
        0,
      );
    const ms = fc.nat({ max: 10 * 86_400_000 });
    fc.assert(
      fc.property(ms, ms, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(seconds(durationText(less))).toBeLessThanOrEqual(seconds(durationText(more)));
      }),
    );
  });
});

test('the last days are those of UTC, today first', () => {
  const now = Date.parse('2026-03-01T00:00:00.000Z');
  expect(lastUtcDays(now, 3)).toEqual(['2026-03-01', '2026-02-28', '2026-02-27']);
});

describe('a filter of a list', () => {
  const channel = {
    channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456',
    name: 'Studio-1',
  };
  test.each([
    '',
    ' studio ',
    'STUDIO-1',
    'abcdef',
    'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456',
    'grace',
  ])('%j means the channel', (search) =>
    expect(matches(search, channel, 'its grace is over', undefined)).toBe(true),
  );
  test.each(['studio-2', '.*'])('%j means another one', (search) =>
    expect(matches(search, channel)).toBe(false),
  );
});
