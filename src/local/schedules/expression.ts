import { readCron } from './cron.ts';
import { ScheduleError } from './errors.ts';

/** When a schedule fires next after a time, ms since the epoch; undefined if it does not fire again. */
export type Schedule = (after: number) => number | undefined;

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads EventBridge's `rate(5 minutes)` or `cron(0 12 ? * MON-FRI *)`:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 *
 * @param start when the rule was created, ms since the epoch: a rate first fires one period later
 * @throws ScheduleError for an expression that EventBridge would refuse
 */
export function readSchedule(expression: string, start: number): Schedule {
  const [, kind, inner = ''] = /^(rate|cron)\(([^()]*)\)$/.exec(expression) ?? [];
  if (kind === 'cron') return readCron(inner);
  if (kind !== 'rate') throw new ScheduleError(expression, 'expected rate(...) or cron(...)');
  const period = readRate(expression, inner);
  return (after) => start + (Math.max(0, Math.floor((after - start) / period)) + 1) * period;
}

function readRate(expression: string, inner: string): number {
  const [, digits = '', unit = '', plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(inner) ?? [];
  const value = Number(digits);
  const period = value * (UNIT_MS[unit] ?? 0);
  if (period === 0)
    throw new ScheduleError(expression, 'expected for example rate(1 minute) or rate(2 hours)');
  if ((value === 1) === (plural === 's')) {
    throw new ScheduleError(
      expression,
      'expected a singular unit after 1, and a plural unit after more',
    );
  }
  return period;
}
