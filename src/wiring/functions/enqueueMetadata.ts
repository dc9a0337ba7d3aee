import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { answerInvocation } from '../../metadata/enqueue/answer-invocation.ts';
import { asyncInvoke } from '../../metadata/enqueue/async-invoke.ts';
import type { EnqueueAnswer } from '../../metadata/enqueue/enqueue.ts';
import { readEnqueueSettings } from '../../metadata/enqueue/settings.ts';
import { EagerBacklog } from '../../metadata/queue/eager-backlog.ts';
import { FairBacklog } from '../../metadata/queue/fair-backlog.ts';
import { sqsQueueDepth } from '../../metadata/queue/queue-depth.ts';
import { readStickySettings } from '../../metadata/sticky/settings.ts';
import { budgetOf, timingOf } from '../../metadata/sticky/timing.ts';
import type { UseCase } from '../../platform/lambda.ts';
import type { Environment } from '../../platform/settings.ts';
import type { Aws } from '../aws.ts';
import { type MetadataProducerAws, openMetadataProducer } from '../metadata-producer.ts';

/**
 * No request to SQS begins this long before the invocation ends, ms, so that the caller gets an answer. One
 * request with the SDK's retries takes at most 9 s.
 */
const STOP_BEFORE_END_MS = 10_000;

/** Opens `enqueueMetadata`: once per Lambda instance. @throws SettingError that names the variable */
export function openEnqueueMetadata(
  env: Environment,
  aws: MetadataProducerAws & Pick<Aws, 'lambda'>,
): UseCase<EnqueueAnswer | APIGatewayProxyStructuredResultV2 | undefined> {
  const settings = readEnqueueSettings(env);
  const { stickySeconds, stickyFunction } = readStickySettings(env);
  const { maxBacklogMs, maxQueued, queueName } = settings;
  const { queue, backlog: own, stickyStore } = openMetadataProducer(aws, settings, maxBacklogMs);
  const depth = sqsQueueDepth(aws.sqsProducer, queueName);
  const fair = new FairBacklog({ backlog: own, maxBacklogMs, depth, maxQueued });
  const backlog = new EagerBacklog(fair);
  const sticky = {
    store: stickyStore,
    budget: budgetOf(timingOf(stickySeconds), settings),
    startRepeating: asyncInvoke(aws.lambda, stickyFunction),
  };
  const { clock, newId } = aws;
  const enqueueing = { queue, backlog, sticky, clock, settings, newCallId: newId };
  return (event, { account, log, metrics, deadline }) => {
    const until = deadline - STOP_BEFORE_END_MS;
    return answerInvocation(event, account, { ...enqueueing, log, metrics, until });
  };
}
