import { describe, expect, test } from 'vitest';
import {
  areaPath,
  linePath,
  linesOf,
  type Plot,
  xOf,
  yOf,
} from '../../../src/console/page/parts/chart/lines.ts';
import { countTicks, timeTicks } from '../../../src/console/page/parts/chart/ticks.ts';
import * as fc from '../../support/fast-check.ts';

const PLOT: Plot = { width: 100, height: 50, least: 0, most: 10 };
const HOUR = 3_600_000;
const counts = fc.array(fc.option(fc.nat({ max: 10 })), { minLength: 1, maxLength: 60 });

describe('the line of a chart', () => {
  test('ends where nothing is known, and begins again', () => {
    expect(linesOf([1, 2, null, null, 3])).toEqual([[0, 1], [4]]);
    expect(linePath([0, 5, 10], PLOT)).toBe('M0 50L50 25L100 0');
  });

  test('is a point for one count between gaps, and nothing if nothing is known', () => {
    expect(linePath([null, 5, null], PLOT)).toBe('M50 25h0');
    expect(linePath([null, null], PLOT)).toBe('');
    expect(linePath([], PLOT)).toBe('');
  });

  test('has the area to the bottom below it', () =>
    expect(areaPath([0, 10, null, 5], PLOT)).toBe('M0 50L0 50L33.3 0L33.3 50Z'));

  test('shows each known count once, within the picture', () => {
    fc.assert(
      fc.property(counts, (values) => {
        const known = [...values.keys()].filter((step) => values[step] !== null);
        expect(linesOf(values).flat()).toEqual(known);
        for (const step of known) {
          expect(xOf(step, values.length, PLOT)).toBeGreaterThanOrEqual(0);
          expect(xOf(step, values.length, PLOT)).toBeLessThanOrEqual(PLOT.width);
          expect(yOf(values[step] ?? 0, PLOT)).toBeGreaterThanOrEqual(0);
          expect(yOf(values[step] ?? 0, PLOT)).toBeLessThanOrEqual(PLOT.height);
        }
      }),
    );
  });
});

describe('the counts at the axis', () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [1_380, [0, 500, 1_000, 1_500]],
  ])('up to %d are %j', (most, ticks) => expect(countTicks(most)).toEqual(ticks));

  test('are whole, few, and include every count', () => {
    fc.assert(
      fc.property(fc.nat({ max: 20_000_000 }), (most) => {
        const ticks = countTicks(most);
        expect(ticks.every(Number.isInteger)).toBe(true);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
      }),
    );
  });
});

describe('the times at the axis', () => {
  const at = (text: string) => Date.parse(`2026-11-27T${text}:00.000Z`);
  const texts = (ticks: number[]) =>
    ticks.map((tick) => new Date(tick).toISOString().slice(11, 16));

  test('are round on the clock of the zone, also if it is half an hour off', () => {
    expect(texts(timeTicks(at('09:20'), at('12:20'), 4, 0))).toEqual(['10:00', '11:00', '12:00']);
    const kolkata = 5.5 * HOUR;
    expect(texts(timeTicks(at('09:20'), at('12:20'), 4, kolkata))).toEqual([
      '09:30',
      '10:30',
      '11:30',
    ]);
  });

  test('are in the range, at equal distances, and not too many', () => {
    const length = fc.integer({ min: 60_000, max: 60 * 24 * HOUR });
    fc.assert(
      fc.property(
        fc.nat({ max: 2 ** 31 }),
        length,
        fc.integer({ min: 1, max: 20 }),
        (s, ms, limit) => {
          const [from, to] = [s * 1_000, s * 1_000 + ms];
          const ticks = timeTicks(from, to, limit, 5.5 * HOUR);
          expect(ticks.length).toBeLessThanOrEqual(limit + 1);
          expect(ticks.every((tick) => from <= tick && tick <= to)).toBe(true);
          const gaps = ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? 0));
          expect(new Set(gaps).size).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
