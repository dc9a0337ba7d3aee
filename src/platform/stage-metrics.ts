import { Metrics as Emf } from '@aws-lambda-powertools/metrics';
import type { EmfOutput } from '@aws-lambda-powertools/metrics/types';
import { STAGE_TOTALS } from './stage-totals.ts';

/** The namespace of all metrics of this project. */
export const NAMESPACE = 'IvsAutopilot';

type Directive = EmfOutput['_aws']['CloudWatchMetrics'][number];

/**
 * Metrics of one function in CloudWatch's embedded metric format. Each has the dimensions `service` and `stage`. Those of
 * STAGE_TOTALS are also written without `service`, as their sum over all functions.
 */
export class StageMetrics extends Emf {
  override serializeMetrics(): EmfOutput {
    const output = super.serializeMetrics();
    const { CloudWatchMetrics } = output._aws;
    const totals = CloudWatchMetrics.flatMap(totalsOf);
    return {
      ...output,
      _aws: { ...output._aws, CloudWatchMetrics: [...CloudWatchMetrics, ...totals] },
    };
  }
}

function totalsOf({ Namespace, Metrics }: Directive): Directive[] {
  return Metrics.flatMap((metric) => {
    const also = STAGE_TOTALS.get(metric.Name);
    return also ? [{ Namespace, Dimensions: [['stage', ...also]], Metrics: [metric] }] : [];
  });
}
