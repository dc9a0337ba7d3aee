import { expect, test } from 'vitest';
import { readSchedule } from '../../../src/local/schedules/expression.ts';

const START = Date.parse('2026-11-21T12:00:30Z'); // a Saturday

/** The first `count` times after the start. */
function firings(expression: string, count: number, from = START): string[] {
  const schedule = readSchedule(expression, START);
  const times: string[] = [];
  for (let at = schedule(from); at !== undefined && times.length < count; at = schedule(at)) {
    times.push(new Date(at).toISOString().replace(':00.000Z', '').replace('.000Z', ''));
  }
  return times;
}

test.each([
  ['rate(1 minute)', ['2026-11-21T12:01:30', '2026-11-21T12:02:30']],
  ['rate(5 minutes)', ['2026-11-21T12:05:30', '2026-11-21T12:10:30']],
  ['rate(1 hour)', ['2026-11-21T13:00:30', '2026-11-21T14:00:30']],
  ['rate(2 days)', ['2026-11-23T12:00:30', '2026-11-25T12:00:30']],
  // The examples of the EventBridge User Guide.
  ['cron(0 10 * * ? *)', ['2026-11-22T10:00', '2026-11-23T10:00']],
  ['cron(15 12 * * ? *)', ['2026-11-21T12:15', '2026-11-22T12:15']],
  ['cron(0 18 ? * MON-FRI *)', ['2026-11-23T18:00', '2026-11-24T18:00']],
  ['cron(0 8 1 * ? *)', ['2026-12-01T08:00', '2027-01-01T08:00']],
  ['cron(0/15 * * * ? *)', ['2026-11-21T12:15', '2026-11-21T12:30']],
  ['cron(0/10 * ? * MON-FRI *)', ['2026-11-23T00:00', '2026-11-23T00:10']],
  ['cron(0/5 8-17 ? * MON-FRI *)', ['2026-11-23T08:00', '2026-11-23T08:05']],
  ['cron(0 9 ? * 2#1 *)', ['2026-12-07T09:00', '2027-01-04T09:00']],
  // All other forms.
  ['cron(1/10 12 * * ? *)', ['2026-11-21T12:01', '2026-11-21T12:11']],
  ['cron(10-50/20 12 * * ? *)', ['2026-11-21T12:10', '2026-11-21T12:30']],
  ['cron(*/30 * * * ? *)', ['2026-11-21T12:30', '2026-11-21T13:00']],
  ['cron(0 0,6 * * ? *)', ['2026-11-22T00:00', '2026-11-22T06:00']],
  ['cron(0 0 L * ? *)', ['2026-11-30T00:00', '2026-12-31T00:00']],
  ['cron(0 0 L FEB ? 2028)', ['2028-02-29T00:00']],
  ['cron(0 0 1W * ? *)', ['2026-12-01T00:00', '2027-01-01T00:00']],
  ['cron(0 0 1W MAY ? 2027)', ['2027-05-03T00:00']],
  ['cron(0 0 28W FEB ? 2027)', ['2027-02-26T00:00']],
  ['cron(0 0 15W NOV,DEC ? *)', ['2026-12-15T00:00', '2027-11-15T00:00']],
  ['cron(0 0 LW JAN ? 2027)', ['2027-01-29T00:00']],
  ['cron(0 0 ? * L *)', ['2026-11-28T00:00', '2026-12-05T00:00']],
  ['cron(0 0 ? * 6L *)', ['2026-11-27T00:00', '2026-12-25T00:00']],
  ['cron(0 0 ? * TUEL *)', ['2026-11-24T00:00', '2026-12-29T00:00']],
  ['cron(0 0 ? * 1,7 *)', ['2026-11-22T00:00', '2026-11-28T00:00']],
  ['cron(0 0 ? * 3#5 *)', ['2026-12-29T00:00', '2027-03-30T00:00']],
  ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
  ['cron(59 23 31 DEC ? 2026-2028/2)', ['2026-12-31T23:59', '2028-12-31T23:59']],
  ['cron(0 0 31 2 ? *)', []],
  ['cron(0 0 1 1 ? 2025)', []],
])('%s', (expression, expected) => {
  expect(firings(expression, 2)).toEqual(expected);
});

test('the next time is always later than the given one, also if the schedule fires at the given one', () => {
  const noon = Date.parse('2026-11-21T12:00:00Z');
  expect(firings('cron(0 12 * * ? *)', 1, noon)).toEqual(['2026-11-22T12:00']);
  expect(firings('cron(0 12 * * ? *)', 1, noon - 1)).toEqual(['2026-11-21T12:00']);
});

test.each([
  ['rate(0 minutes)', 'rate(1 minute)'],
  ['rate(1 minutes)', 'singular'],
  ['rate(2 minute)', 'singular'],
  ['rate(30 seconds)', 'expected for example'],
  ['rate(1.5 hours)', 'expected for example'],
  ['every minute', 'expected rate(...) or cron(...)'],
  ['cron(* * * * *)', 'six fields'],
  ['cron(0 10 * * * *)', 'exactly one'],
  ['cron(0 10 ? * ? *)', 'exactly one'],
  ['cron(60 10 * * ? *)', 'expected 0-59'],
  ['cron(0 24 * * ? *)', 'expected 0-23'],
  ['cron(0 0 0 * ? *)', 'expected 1-31'],
  ['cron(0 0 1 13 ? *)', 'expected 1-12 or JAN-DEC'],
  ['cron(0 0 ? * 8 *)', 'expected 1-7 or SUN-SAT'],
  ['cron(0 0 ? * 2#6 *)', 'expected 1-5'],
  ['cron(0 0 1 1 ? 1969)', 'expected 1970-2199'],
  ['cron(0/0 0 1 1 ? *)', 'expected 0-59'],
  ['cron(9-5 0 1 1 ? *)', 'expected 0-59'],
  ['cron(1-2-3 0 1 1 ? *)', 'expected 0-59'],
  ['cron(, 0 1 1 ? *)', 'expected 0-59'],
])('%s is refused', (expression, message) => {
  expect(() => readSchedule(expression, START)).toThrow(message);
});
