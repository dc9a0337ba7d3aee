import { describe, expect, test } from 'vitest';
import { countsIn, countsText } from '../../../src/sessions/viewers/counts-text.ts';
import {
  curveOf,
  type StoredCurve,
  type ViewerCurve,
} from '../../../src/sessions/viewers/curve.ts';
import { extendToEnd, withSample } from '../../../src/sessions/viewers/samples.ts';
import type { ViewerRecord } from '../../../src/sessions/viewers/store.ts';
import * as fc from '../../support/fast-check.ts';
import { memoryViewerStore } from '../../support/memory-details.ts';
import { itemSize } from '../../support/memory-table/size.ts';

/** As long as IVS makes them, in the region with the longest name. */
const ID = {
  channelArn: 'arn:aws:ivs:ap-northeast-1:123456789012:channel/aB1cD2eF3gH4',
  streamId: 'st-1A2b3c4D5e6F78ghij9Klmno',
};
const START = Date.parse('2026-11-21T12:00:07.123Z');
const MINUTE = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

interface Sample {
  at: number;
  count: number;
  health?: string;
}

const fold = (samples: readonly Sample[], before?: ViewerRecord) =>
  samples.reduce((record, sample) => withSample(record, ID, sample) ?? record, before);
const curveAfter = (samples: readonly Sample[]): ViewerCurve =>
  curveOf(fold(samples)?.curve as StoredCurve);
const minutes = (count: number, viewers = (i: number) => i) =>
  Array.from({ length: count }, (_, i) => ({ at: START + i * MINUTE, count: viewers(i) }));

describe('counts as text', () => {
  const counts = fc.array(fc.option(fc.nat({ max: 2 ** 40 })), { maxLength: 50 });
  test('are the same counts when they are read', () => {
    fc.assert(
      fc.property(counts, (some) => {
        expect(countsIn(countsText(some))).toEqual(some);
      }),
    );
  });

  test('take as many characters each as the greatest needs', () => {
    expect(countsText([])).toBe('1');
    expect(countsText([0, 63, null])).toBe('1A_.');
    expect(countsText([64, null])).toBe('2BA..');
  });
});

test('a point for each minute, and null where samples are missing', () => {
  const samples = minutes(6, (i) => 10 * i).filter((_, i) => i !== 2 && i !== 3);
  expect(curveAfter(samples)).toEqual({
    ...{ from: iso(START), stepSeconds: 60, counts: [0, 10, null, null, 40, 50] },
  });
});

test('samples that are some seconds early or late leave no gap', () => {
  const at = [0, 59, 121, 179, 242].map((second) => START + second * 1_000);
  const samples = at.map((time, i) => ({ at: time, count: i + 1 }));
  expect(curveAfter(samples).counts).toEqual([2, 2, 4, 4, 5]);
});

test('a curve that is full has steps twice as long, each with the greatest of its samples', () => {
  expect(curveAfter(minutes(120))).toMatchObject({ stepSeconds: 60 });
  const full = curveAfter(minutes(121));
  expect(full.counts).toEqual(Array.from({ length: 61 }, (_, i) => Math.min(2 * i + 1, 120)));
  expect(full).toMatchObject({ from: iso(START), stepSeconds: 120 });
  expect(curveAfter(minutes(48 * 60))).toMatchObject({ stepSeconds: 32 * 60 });
});

test('one gap of a year makes a curve of few points, at once', () => {
  const gap = [...minutes(2), { at: START + 365 * 24 * 60 * MINUTE, count: 7 }];
  const { counts } = curveAfter(gap);
  expect(counts.length).toBeLessThanOrEqual(120);
  expect([counts[0], counts.at(-1)]).toEqual([1, 7]);
});

test('the newest points of a curve begin later', () => {
  const { curve } = fold(minutes(40)) as { curve: StoredCurve };
  expect(curveOf(curve, 30)).toEqual({
    ...{ from: iso(START + 10 * MINUTE), stepSeconds: 60 },
    counts: Array.from({ length: 30 }, (_, i) => i + 10),
  });
  expect(curveOf(curve, 50)).toEqual(curveOf(curve));
});

test('the curve of a record that older code has written begins at the next sample', () => {
  const { curve: _, ...older } = fold(minutes(3)) as ViewerRecord;
  const later = { at: START + 9 * MINUTE, count: 5 };
  const { curve } = fold([later], older) as { curve: StoredCurve };
  expect(curveOf(curve)).toEqual({ from: iso(later.at), stepSeconds: 60, counts: [5] });
});

const viewers = fc.oneof(fc.integer({ min: -1, max: 100 }), fc.nat({ max: 2 ** 33 }));
/** Seconds from one sample to the next: mostly about a minute. */
const pause = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 50, max: 70 }) },
  { weight: 1, arbitrary: fc.integer({ min: -300, max: 40_000 }) },
);
const samples = fc
  .array(fc.tuple(pause, viewers), { minLength: 1, maxLength: 400, size: 'max' })
  .map((pairs) => {
    let at = START;
    return pairs.map(([seconds, count]) => {
      at += seconds * 1_000;
      return { at, count };
    });
  });

test('whatever samples come, late or twice: the greatest point is the peak, and all points are in the session', () => {
  fc.assert(
    fc.property(samples, fc.nat(), (all, n) => {
      const doubled = all.flatMap((one, i) => (i % 7 === n % 7 ? [one, one] : [one]));
      const record = fold(doubled);
      if (!record) return;
      expect(record).toEqual(fold(all));
      const { from, stepSeconds, counts } = curveOf(record.curve as StoredCurve);
      expect(Math.max(...counts.map((count) => count ?? -1))).toBe(record.peak);
      expect(counts.length).toBeLessThanOrEqual(120);
      const accepted = all.filter(({ count }) => count >= 0).map(({ at }) => at);
      const last = Date.parse(from) + (counts.length - 1) * stepSeconds * 1_000;
      expect(accepted).toContain(Date.parse(from));
      expect(last).toBeLessThanOrEqual(Date.parse(record.lastAt));
      expect(counts.at(-1)).not.toBeNull();
    }),
    { numRuns: 60 },
  );
});

test('a record costs one write unit, whatever samples come', async () => {
  await fc.assert(
    fc.asyncProperty(samples, async (all) => {
      const starving = all.map((one) => ({ ...one, health: 'STARVING' }));
      const record = fold(starving);
      if (!record) return;
      const ended = extendToEnd(record, iso(Date.parse(record.lastAt) + 1_234)) ?? record;
      const store = memoryViewerStore();
      expect(await store.put(ended, undefined, 1_900_000_000)).toBe(true);
      const [item] = store.memory.items();
      expect(itemSize(item as never)).toBeLessThan(1_024);
    }),
    { numRuns: 60 },
  );
});
