import { Metrics as Emf } from '@aws-lambda-powertools/metrics';
import type { EmfOutput } from '@aws-lambda-powertools/metrics/types';
import { ATTENTION_NEEDED, needsAttention } from './attention.ts';
import { STAGE_TOTALS } from './stage-totals.ts';

/** The namespace of all metrics of this project. */
export const NAMESPACE = 'IvsAutopilot';

type Directive = EmfOutput['_aws']['CloudWatchMetrics'][number];

/**
 * Metrics of one function in CloudWatch's embedded metric format. Each has the dimensions `service` and `stage`. Those of
 * STAGE_TOTALS are also written without `service`, as their sum over all functions. `AttentionNeeded` counts the metrics
 * that an operator should look at.
 */
export class StageMetrics extends Emf {
  override serializeMetrics(): EmfOutput {
    const output = super.serializeMetrics();
    const { CloudWatchMetrics } = output._aws;
    const names = CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
    const attention = names.filter((name) => needsAttention(name, output)).length;
    const sums = [
      ...CloudWatchMetrics.flatMap(totalsOf),
      ...(attention > 0 ? [ATTENTION_DIRECTIVE] : []),
    ];
    return {
      ...output,
      ...(attention > 0 && { [ATTENTION_NEEDED]: attention }),
      _aws: { ...output._aws, CloudWatchMetrics: [...CloudWatchMetrics, ...sums] },
    };
  }
}

const ATTENTION_DIRECTIVE: Directive = {
  Namespace: NAMESPACE,
  Dimensions: [['stage']],
  Metrics: [{ Name: ATTENTION_NEEDED, Unit: 'Count' }],
};

function totalsOf({ Namespace, Metrics }: Directive): Directive[] {
  return Metrics.flatMap((metric) => {
    const also = STAGE_TOTALS.get(metric.Name);
    return also ? [{ Namespace, Dimensions: [['stage', ...also]], Metrics: [metric] }] : [];
  });
}
