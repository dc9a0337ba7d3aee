import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from '../../../src/local/alarms/evaluate.ts';
import { MetricStore } from '../../../src/local/alarms/metric-store.ts';
import { statisticOf } from '../../../src/local/alarms/statistic.ts';
import type { AlarmPlan } from '../../../src/local/config/plan.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-06-01T12:00:00Z');
const id = { namespace: 'Test', name: 'Errors', dimensions: { stage: 'test' } };
const plan: AlarmPlan = {
  ...{ name: 'alarm', description: 'Something is wrong.', id, statistic: 'Sum' },
  ...{ periodSeconds: 60, evaluationPeriods: 3, datapointsToAlarm: 3, threshold: 0 },
  ...{ comparison: 'GreaterThanThreshold', treatMissingData: 'missing' },
};
type Missing = AlarmPlan['treatMissingData'];

/** @param values the newest one last: 0, X (breaching) or - (missing) */
function stateAfter(values: string, changes: Partial<AlarmPlan> = {}) {
  const store = new MetricStore(60 * MINUTE);
  [...values.replaceAll(' ', '')].forEach((value, minute) => {
    if (value !== '-') store.add(id, START + minute * MINUTE, value === 'X' ? 1 : 0);
  });
  const now = START + values.replaceAll(' ', '').length * MINUTE - 1;
  return evaluate({ ...plan, ...changes }, store, now, 'OK').state;
}

/**
 * The table "How alarm state is evaluated when data is missing" of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data: for three
 * evaluation periods, CloudWatch looks at five values. `ignore` keeps the state, which is OK here.
 */
const DOCUMENTED: [values: string, Record<Missing, string>][] = [
  ['0 - X - X', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
  ['- - - - 0', { missing: 'OK', ignore: 'OK', breaching: 'OK', notBreaching: 'OK' }],
  [
    '- - - - -',
    { missing: 'INSUFFICIENT_DATA', ignore: 'OK', breaching: 'ALARM', notBreaching: 'OK' },
  ],
  ['0 X X - X', { missing: 'ALARM', ignore: 'ALARM', breaching: 'ALARM', notBreaching: 'ALARM' }],
];

test.each(DOCUMENTED)(
  'missing data is treated as CloudWatch documents it: %s',
  (values, states) => {
    for (const [treatMissingData, state] of Object.entries(states))
      expect([
        treatMissingData,
        stateAfter(values, { treatMissingData: treatMissingData as Missing }),
      ]).toEqual([treatMissingData, state]);
  },
);

test('an alarm for M out of N values needs M of the newest N', () => {
  const changes = { evaluationPeriods: 4, datapointsToAlarm: 2 };
  expect(stateAfter('X X 0 0 X 0', changes)).toBe('OK');
  expect(stateAfter('0 0 X 0 X 0', changes)).toBe('ALARM');
});

test('a metric with other dimensions is another metric', () => {
  const other = { ...id, dimensions: { stage: 'test', service: 'reconcile' } };
  expect(stateAfter('XXX')).toBe('ALARM');
  expect(stateAfter('XXX', { id: other, treatMissingData: 'notBreaching' })).toBe('OK');
});

test('a period takes the values of all its minutes, and the one that has begun', () => {
  const changes = { evaluationPeriods: 1, datapointsToAlarm: 1, periodSeconds: 300, threshold: 2 };
  expect(stateAfter('X0XX0', changes)).toBe('ALARM');
  expect(stateAfter('X0XX', changes)).toBe('ALARM');
  expect(stateAfter('XX000X', changes)).toBe('OK');
});

test('a percentile is a value that so many percent of the values do not exceed', () => {
  const values = fc.array(fc.integer({ min: -1_000, max: 1_000 }), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
      const [min, max] = [Math.min(...all), Math.max(...all)];
      const sum = all.reduce((a, b) => a + b, 0);
      const value = statisticOf({ count: all.length, sum, min, max, values: all }, `p${percent}`);
      expect(all).toContain(value);
      const share = (of: (one: number) => boolean) => all.filter(of).length / all.length;
      expect(share((one) => one <= value)).toBeGreaterThanOrEqual(percent / 100);
      expect(share((one) => one < value)).toBeLessThan(percent / 100);
    }),
    { numRuns: chaosRuns(100) },
  );
});
