import { expect, test } from 'vitest';
import {
  extendToEnd,
  MAX_SAMPLE_MS,
  type ViewerSample,
  withSample,
} from '../../../src/sessions/viewers/samples.ts';
import type { ViewerRecord } from '../../../src/sessions/viewers/store.ts';
import * as fc from '../../support/fast-check.ts';
import { CHANNEL_ARN, STREAM_ID } from '../../support/ivs-events.ts';

const ID = { channelArn: CHANNEL_ARN, streamId: STREAM_ID };
const START = Date.parse('2026-11-21T12:00:00.000Z');
const MINUTE = 60_000;
const iso = (minute: number) => new Date(START + minute * MINUTE).toISOString();

const fold = (samples: ViewerSample[]) =>
  samples.reduce<ViewerRecord | undefined>(
    (record, sample) => withSample(record, ID, sample) ?? record,
    undefined,
  );
const minutes = (...counts: number[]) =>
  counts.map((count, i) => ({ at: START + i * MINUTE, count }));

test('the peak is the most viewers, and samples are weighted by time', () => {
  expect(fold(minutes(10, 30, 20))).toEqual({
    ...ID,
    peak: 30,
    peakAt: iso(1),
    viewerSeconds: 10 * 60 + 30 * 60,
    coveredSeconds: 120,
    lastAt: iso(2),
    lastCount: 20,
    curve: { from: iso(0), step: 60, counts: '1KeU' },
  });
});

test('a count of -1 is ignored: the last sample counts on, for three minutes at most', () => {
  expect(withSample(undefined, ID, { at: START, count: -1 })).toBeUndefined();
  expect(fold(minutes(10, -1, -1, 4))).toMatchObject({ viewerSeconds: 1_800, coveredSeconds: 180 });
  expect(fold(minutes(10, -1, -1, -1, -1, -1, 4))).toMatchObject({
    peak: 10,
    viewerSeconds: 1_800,
    coveredSeconds: MAX_SAMPLE_MS / 1_000,
    lastAt: iso(6),
    lastCount: 4,
  });
});

test('the last sample counts until the end of the session, for three minutes at most', () => {
  const record = fold(minutes(10, 20)) as ViewerRecord;
  expect(extendToEnd(record, iso(1))).toBeUndefined();
  const ended = extendToEnd(record, iso(1.5)) as ViewerRecord;
  expect(ended).toEqual({
    ...record,
    viewerSeconds: 600 + 600,
    coveredSeconds: 90,
    lastAt: iso(1.5),
  });
  expect(extendToEnd(ended, iso(1.5))).toBeUndefined();
  expect(extendToEnd(record, iso(60))).toMatchObject({
    coveredSeconds: 60 + MAX_SAMPLE_MS / 1_000,
  });
});

const samples = fc.array(
  fc.record({
    at: fc.nat({ max: 20 }).map((n) => START + n * 30_000),
    count: fc.integer({ min: -1, max: 50 }),
  }),
  { maxLength: 12 },
);

test('duplicate samples, and samples after later ones, change nothing', () => {
  fc.assert(
    fc.property(samples, fc.nat(), (unordered, n) => {
      const inOrder = [...unordered].sort((a, b) => a.at - b.at);
      const doubled = inOrder.flatMap((one, i) => [one, ...(i > n % 5 ? inOrder.slice(0, i) : [])]);
      expect(fold(doubled)).toEqual(fold(inOrder));
    }),
  );
});

test('the mean is at most the peak, and the peak is the highest count', () => {
  fc.assert(
    fc.property(samples, (unordered) => {
      const record = fold([...unordered].sort((a, b) => a.at - b.at));
      if (!record) return;
      const { peak, viewerSeconds, coveredSeconds } = record;
      expect(viewerSeconds).toBeLessThanOrEqual(peak * coveredSeconds);
      expect(coveredSeconds).toBeLessThanOrEqual(600);
      expect(unordered.some(({ count }) => count === peak)).toBe(true);
    }),
  );
});

test('the record says since which sample the stream has been starving', () => {
  const id = { channelArn: 'c', streamId: 's' };
  const minute = (n: number) => Date.UTC(2026, 10, 21, 12, n);
  let record: ViewerRecord | undefined;
  const seen = ['HEALTHY', 'STARVING', 'STARVING', 'UNKNOWN', 'STARVING', 'HEALTHY'].map(
    (health, n) => {
      record = withSample(record, id, { at: minute(n), count: 1, health });
      return [record?.health, record?.starvingSince?.slice(14, 16)];
    },
  );
  expect(seen).toEqual([
    ['HEALTHY', undefined],
    ['STARVING', '01'],
    ['STARVING', '01'],
    [undefined, undefined],
    ['STARVING', '04'],
    ['HEALTHY', undefined],
  ]);
});
