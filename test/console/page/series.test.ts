import { describe, expect, test } from 'vitest';
import { shortClockText } from '../../../src/console/page/format/time.ts';
import {
  coarser,
  type Series,
  summaryOf,
  timeOfStep,
  trimmed,
} from '../../../src/console/page/parts/chart/series.ts';
import * as fc from '../../support/fast-check.ts';

const FROM = '2026-11-27T12:00:00.000Z';
const series = (...counts: (number | null)[]): Series => ({ from: FROM, stepSeconds: 60, counts });
const at = (minute: number) => shortClockText(Date.parse(FROM) + minute * 60_000);

describe('the text of a chart', () => {
  test('tells the most and the last that is known', () =>
    expect(summaryOf(series(null, 3, 1_200, 7, null))).toBe(
      `Most 1,200 at ${at(2)}, last 7 at ${at(3)}.`,
    ));
  test('says so if nothing is known', () => {
    expect(summaryOf(series(null, null))).toBe('Nothing is known yet.');
    expect(summaryOf(series())).toBe('Nothing is known yet.');
  });
});

describe('the table of a chart', () => {
  test('has the most of several steps; unknown only if all are', () =>
    expect(coarser(series(1, null, null, null, 5), 3)).toEqual({
      ...{ from: FROM, stepSeconds: 120 },
      counts: [1, null, 5],
    }));

  test('keeps the greatest count, its time to a step, and the limit of rows', () => {
    const counts = fc.array(fc.option(fc.nat()), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 30 }), (values, limit) => {
        const all = series(...values);
        const few = coarser(all, limit);
        expect(few.counts.length).toBeLessThanOrEqual(limit);
        const most = (list: Series) => Math.max(-1, ...list.counts.map((count) => count ?? -1));
        expect(most(few)).toBe(most(all));
        const end = (list: Series) => timeOfStep(list, list.counts.length);
        expect(end(few)).toBeGreaterThanOrEqual(end(all));
        expect(end(few) - end(all)).toBeLessThan(few.stepSeconds * 1_000);
      }),
    );
  });
});

describe('a day of which little is known', () => {
  test('begins at the first count and ends at the last one', () =>
    expect(trimmed(series(null, null, 1, null, 3, null), 2)).toEqual({
      ...{ from: '2026-11-27T12:02:00.000Z', stepSeconds: 60 },
      counts: [1, null, 3],
    }));

  test('keeps so many steps, before the last count or after it', () => {
    expect(trimmed(series(null, null, null, 4), 3).counts).toEqual([null, null, 4]);
    expect(trimmed(series(4, null, null, null), 3).counts).toEqual([4, null, null]);
    expect(trimmed(series(null, null, null), 2).counts).toEqual([null, null]);
  });

  test('loses no count, and each keeps its time', () => {
    const counts = fc.array(fc.option(fc.nat()), { maxLength: 40 });
    const known = (all: Series) =>
      all.counts.flatMap((count, step) => (count === null ? [] : [[timeOfStep(all, step), count]]));
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 20 }), (values, least) => {
        const all = series(...values);
        const short = trimmed(all, least);
        expect(known(short)).toEqual(known(all));
        expect(short.counts.length).toBeGreaterThanOrEqual(Math.min(least, values.length));
      }),
    );
  });
});
