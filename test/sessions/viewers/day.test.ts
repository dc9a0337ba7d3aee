import { expect, test } from 'vitest';
import type { ViewersAnswer } from '../../../src/sessions/queries/viewers.ts';
import {
  type ViewerDay,
  withInterruption,
  withSum,
} from '../../../src/sessions/viewers/day/day.ts';
import * as fc from '../../support/fast-check.ts';
import { memoryViewerDayStore } from '../../support/memory-details.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { itemSize } from '../../support/memory-table/size.ts';
import { sessionQueries } from '../../support/session-queries.ts';

const DAY = '2026-11-21';
const START = Date.parse(DAY);
const MINUTE = 60_000;
const STEPS = 288;

const sums = fc.array(
  fc.record({
    minute: fc.nat({ max: 24 * 60 - 1 }),
    viewers: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 64 ** 4 - 1 })),
    streams: fc.nat({ max: 5_000 }),
  }),
  { minLength: 1, maxLength: 300, size: 'max' },
);
type Sum = { minute: number; viewers: number; streams: number };

const fold = (all: readonly Sum[]) =>
  all.reduce<ViewerDay | undefined>(
    (day, { minute, ...sum }) => withSum(day, START + minute * MINUTE, sum) ?? day,
    undefined,
  );

async function answerTo(stored: ViewerDay | undefined) {
  const { ask, context } = sessionQueries();
  if (stored) await context.viewerDays.put(stored, 9e9);
  return (await ask<ViewersAnswer>({ viewers: true, day: DAY })).viewers;
}

test('each step has the greatest of its sums, and the day the greatest of all', async () => {
  await fc.assert(
    fc.asyncProperty(sums, async (some) => {
      // No sum of zero streams is skipped then.
      const all = some.map((sum) => ({ ...sum, streams: sum.streams + 1 }));
      const { counts, streams, ...day } = await answerTo(fold(all));
      const greatest = (step: number, member: 'viewers' | 'streams') => {
        const within = all.filter(({ minute }) => Math.floor(minute / 5) === step);
        return within.length > 0 ? Math.max(...within.map((sum) => sum[member])) : null;
      };
      const steps = Array.from({ length: STEPS }, (_, step) => step);
      expect(counts).toEqual(steps.map((step) => greatest(step, 'viewers')));
      expect(streams).toEqual(steps.map((step) => greatest(step, 'streams')));
      const peak = Math.max(...all.map(({ viewers }) => viewers));
      const first = all.find(({ viewers }) => viewers === peak)?.minute ?? 0;
      expect(day).toEqual({
        ...{ day: DAY, from: '2026-11-21T00:00:00.000Z', stepSeconds: 300 },
        ...{ peak, peakAt: new Date(START + first * MINUTE).toISOString() },
      });
    }),
    { numRuns: 30 },
  );
});

test('a day of which nothing was counted has neither counts nor a peak', async () => {
  expect(await answerTo(undefined)).toEqual({
    ...{ day: DAY, from: '2026-11-21T00:00:00.000Z', stepSeconds: 300 },
    ...{ counts: Array(STEPS).fill(null), streams: Array(STEPS).fill(null) },
  });
});

test('an interrupted count changes no number of the day', async () => {
  const day = fold([{ minute: 7, viewers: 9, streams: 1 }]);
  const interrupted = withInterruption(day, START + 8 * MINUTE, 'a token', {
    ...{ viewers: 70, streams: 100 },
  });
  expect(await answerTo(interrupted)).toEqual(await answerTo(day));
});

test('a day takes at most three write units', async () => {
  const most = Array.from({ length: 24 * 60 }, (_, minute) => ({
    ...{ minute, viewers: 64 ** 4 - 1, streams: 64 ** 2 - 1 },
  }));
  const memory = memoryTable();
  const token = 'x'.repeat(400);
  const last = START + (24 * 60 - 1) * MINUTE;
  const day = withInterruption(fold(most), last, token, { viewers: 1e7, streams: 3_600 });
  await memoryViewerDayStore(memory).put(day, 1_900_000_000);
  const [item] = memory.items();
  expect(itemSize(item as never)).toBeLessThan(3 * 1_024);
});
