import type { AlarmPlan } from '../config/plan.ts';
import type { MetricStore } from './metric-store.ts';
import { statisticOf } from './statistic.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** One period of an alarm. */
export interface Datapoint {
  /** When the period begins, ISO 8601. */
  from: string;
  /** Absent if the metric had no value in the period. */
  value?: number;
}

export interface Evaluation {
  state: AlarmState;
  /** In words. */
  reason: string;
  /** The newest one first. */
  datapoints: Datapoint[];
}

const MINUTE = 60_000;
/**
 * CloudWatch looks at a few more periods than `EvaluationPeriods`: with 3, at 5. If enough of these have a value, the newest
 * values decide, however the alarm treats missing data. So an alarm on a metric that is written only now and then stays in
 * its state for two more periods:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
 */
const MORE_PERIODS = 2;

/**
 * Evaluates an alarm as CloudWatch does: each minute, over the periods that end with this minute.
 *
 * @param now ms since the epoch
 * @param state the present one, which an alarm keeps that ignores missing data
 */
export function evaluate(
  alarm: AlarmPlan,
  store: Pick<MetricStore, 'between'>,
  now: number,
  state: AlarmState,
): Evaluation {
  const datapoints = datapointsOf(alarm, store, now);
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = alarm;
  const values = datapoints.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const newest = values.slice(0, evaluationPeriods);
  const breaching = newest.filter((value) => isBreaching(alarm, value)).length;
  const missing = evaluationPeriods - newest.length;
  const all = breaching + (treatMissingData === 'breaching' ? missing : 0);
  const reason = `${breaching} of the newest ${newest.length} values ${wordsOf(alarm)}; ${missing} missing (${treatMissingData})`;
  if (all >= datapointsToAlarm) return { state: 'ALARM', reason, datapoints };
  if (missing > 0 && treatMissingData === 'ignore') return { state, reason, datapoints };
  const isUnknown = newest.length === 0 && treatMissingData === 'missing';
  return { state: isUnknown ? 'INSUFFICIENT_DATA' : 'OK', reason, datapoints };
}

/** For how long an alarm looks back, ms. */
export const evaluationRangeMs = ({ evaluationPeriods, periodSeconds }: AlarmPlan): number =>
  (evaluationPeriods + MORE_PERIODS) * periodSeconds * 1_000;

function datapointsOf(
  { id, statistic, evaluationPeriods, periodSeconds }: AlarmPlan,
  store: Pick<MetricStore, 'between'>,
  now: number,
): Datapoint[] {
  const end = (Math.floor(now / MINUTE) + 1) * MINUTE;
  const length = periodSeconds * 1_000;
  return Array.from({ length: evaluationPeriods + MORE_PERIODS }, (_, i) => {
    const to = end - i * length;
    const bucket = store.between(id, to - length, to);
    const from = new Date(to - length).toISOString();
    return { from, ...(bucket && { value: statisticOf(bucket, statistic) }) };
  });
}

function isBreaching({ comparison, threshold }: AlarmPlan, value: number): boolean {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
}

const SIGNS = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
} as const;

const wordsOf = ({ comparison, threshold, statistic }: AlarmPlan): string =>
  `have ${statistic} ${SIGNS[comparison]} ${threshold}`;
