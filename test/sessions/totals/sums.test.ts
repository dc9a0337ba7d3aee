import { expect, test } from 'vitest';
import type { Facts } from '../../../src/sessions/facts.ts';
import type { SessionSummary } from '../../../src/sessions/summary.ts';
import { addToSums, totalsOf, ZERO_SUMS } from '../../../src/sessions/totals/sums.ts';
import type { ViewerRecord } from '../../../src/sessions/viewers/store.ts';

const DAY = { from: '2026-11-21T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' };
const NOW = Date.parse('2026-11-21T12:00:00Z');
const fact = (at: string) => ({ at: new Date(at).toISOString(), id: 'x' });

const summary = (facts: Facts): SessionSummary => ({
  ...{ channelArn: 'c', streamId: 's', sessionAt: facts.started?.at ?? DAY.from },
  phase: facts.ended || facts.failed ? 'ENDED' : 'LIVE',
  ...facts,
});
const between = (from: string, to?: string) =>
  summary({ started: fact(from), ...(to && { ended: fact(to) }) });

const viewers = (peak: number, peakAt: string): ViewerRecord => ({
  ...{ channelArn: 'c', streamId: 's', peak, peakAt: new Date(peakAt).toISOString() },
  ...{ viewerSeconds: 1, coveredSeconds: 1, lastAt: peakAt, lastCount: 1 },
});

test.each<[string, SessionSummary, object]>([
  ['within the day', between('2026-11-21T10:00Z', '2026-11-21T11:30Z'), { hours: 1.5 }],
  ['from the day before', between('2026-11-20T10:00Z', '2026-11-21T02:00Z'), { hours: 2 }],
  ['into the next day', between('2026-11-21T23:00Z', '2026-11-22T02:00Z'), { hours: 1 }],
  ['for days', between('2026-11-20T23:00Z', '2026-11-23T02:00Z'), { hours: 24 }],
  ['live, until now', between('2026-11-21T11:00Z'), { hours: 1, live: 1 }],
  ['that begins later', between('2026-11-21T13:00Z'), { hours: 0, live: 1 }],
  ['that failed before it started', summary({ failed: fact('2026-11-21T10:00Z') }), { failed: 1 }],
  [
    'that failed after it started',
    summary({ started: fact('2026-11-21T09:00Z'), failed: fact('2026-11-21T10:00Z') }),
    { failed: 1, hours: 1 },
  ],
  [
    'of which part was repaired',
    summary({
      created: fact('2026-11-21T10:00Z'),
      seen: { ...fact('2026-11-21T10:00Z'), repaired: true },
    }),
    { repaired: 1 },
  ],
  ['that was only created', summary({ created: fact('2026-11-21T10:00Z') }), {}],
  [
    'with an implausible end',
    summary({
      started: fact('2026-11-21T10:00Z'),
      ended: { ...fact('2036-11-21T10:00Z'), odd: 'ahead' },
    }),
    { hours: 0 },
  ],
])('the sums are right for a session %s', (_what, one, expected) => {
  const totals = totalsOf(addToSums(ZERO_SUMS, one, undefined, DAY, NOW));
  expect(totals).toEqual({ sessions: 1, live: 0, failed: 0, repaired: 0, hours: 0, ...expected });
});

test('the peak is the highest one within the range', () => {
  const one = between('2026-11-20T23:00Z', '2026-11-21T02:00Z');
  const peaks = [
    viewers(7, '2026-11-21T00:30Z'),
    viewers(9, '2026-11-20T23:30Z'),
    viewers(5, '2026-11-21T01:00Z'),
  ];
  const sums = (range: typeof DAY | undefined) =>
    totalsOf(peaks.reduce((sum, peak) => addToSums(sum, one, peak, range, NOW), ZERO_SUMS));
  expect(sums(DAY)).toMatchObject({ peakViewers: 7, peakAt: '2026-11-21T00:30:00.000Z' });
  expect(sums(undefined)).toMatchObject({ peakViewers: 9, hours: 9 });
  const nobody = addToSums(ZERO_SUMS, one, viewers(0, '2026-11-21T01:00Z'), DAY, NOW);
  expect(totalsOf(nobody).peakViewers).toBe(0);
});
