import { isStatistic } from '../alarms/statistic.ts';
import type { ConfigNode } from './config-node.ts';
import { type AlarmPlan, COMPARISONS, MISSING_DATA } from './plan.ts';

const SUPPORTED = [
  ...['AlarmName', 'AlarmDescription', 'Namespace', 'MetricName', 'Dimensions', 'Statistic'],
  ...['ExtendedStatistic', 'Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'],
  ...['ComparisonOperator', 'TreatMissingData'],
];
/** Whom an alarm tells, and its tags. */
const WITHOUT_LOCAL_MEANING = ['AlarmActions', 'OKActions', 'InsufficientDataActions', 'Tags'];

/** Reads the properties of an AWS::CloudWatch::Alarm. @throws ConfigError for one with metric math */
export function readAlarm(node: ConfigNode): AlarmPlan {
  node.allowOnly(...SUPPORTED, ...WITHOUT_LOCAL_MEANING);
  const evaluationPeriods = node.get('EvaluationPeriods').number();
  return {
    name: node.get('AlarmName').string(),
    description: node.get('AlarmDescription').string(),
    id: {
      namespace: node.get('Namespace').string(),
      name: node.get('MetricName').string(),
      dimensions: Object.fromEntries(
        node
          .get('Dimensions')
          .items()
          .map((one) => [one.get('Name').string(), one.get('Value').string()]),
      ),
    },
    statistic: readStatistic(node),
    periodSeconds: readPeriod(node.get('Period')),
    evaluationPeriods,
    datapointsToAlarm:
      node.get('DatapointsToAlarm').ifPresent((n) => n.number()) ?? evaluationPeriods,
    threshold: node.get('Threshold').number(),
    comparison: oneOf(node.get('ComparisonOperator'), COMPARISONS),
    treatMissingData:
      node.get('TreatMissingData').ifPresent((n) => oneOf(n, MISSING_DATA)) ?? 'missing',
  };
}

function readStatistic(node: ConfigNode): string {
  const key = node.get('Statistic').isPresent ? 'Statistic' : 'ExtendedStatistic';
  const statistic = node.get(key).string();
  return isStatistic(statistic)
    ? statistic
    : node.get(key).fail(`the one-machine stack does not support the statistic ${statistic}`);
}

function readPeriod(node: ConfigNode): number {
  const seconds = node.number();
  return seconds >= 60 && seconds % 60 === 0 ? seconds : node.fail('expected full minutes');
}

function oneOf<T extends string>(node: ConfigNode, choices: readonly T[]): T {
  const text = node.string();
  const found = choices.find((choice) => choice === text);
  return found ?? node.fail(`expected one of ${choices.join(', ')}, received ${text}`);
}
