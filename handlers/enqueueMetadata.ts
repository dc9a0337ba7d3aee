import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { answerInvocation } from '../src/metadata/enqueue/answer-invocation.ts';
import { asyncInvoke } from '../src/metadata/enqueue/async-invoke.ts';
import { readEnqueueSettings } from '../src/metadata/enqueue/settings.ts';
import { DynamoBacklog } from '../src/metadata/queue/dynamo-backlog.ts';
import { sqsProducerQueue } from '../src/metadata/queue/sqs-producer-queue.ts';
import { dynamoStickyStore } from '../src/metadata/sticky/dynamo-store.ts';
import { readStickySettings } from '../src/metadata/sticky/settings.ts';
import { budgetOf, timingOf } from '../src/metadata/sticky/timing.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { httpTimeouts } from '../src/platform/http-timeouts.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { openTable } from '../src/platform/table.ts';

const settings = readEnqueueSettings(process.env);
const { stickySeconds, stickyFunction } = readStickySettings(process.env);
const sqs = new SQSClient({ requestHandler: httpTimeouts(3_000) });
const queue = sqsProducerQueue(sqs, settings.queueName);
const table = openTable(settings.tableName);
const backlog = new DynamoBacklog(table, settings.maxBacklogMs);
const lambda = new LambdaClient({ requestHandler: httpTimeouts(3_000) });
const sticky = {
  store: dynamoStickyStore(table, clock, Math.random),
  budget: budgetOf(timingOf(stickySeconds), settings),
  startRepeating: asyncInvoke(lambda, stickyFunction),
};

/** One SQS request with the SDK's retries takes 9 s at the most; after that the caller is answered. */
const ROOM_MS = 10_000;

/** Direct invoke, HTTP API or EventBridge: `{messages: [...]}` is checked and queued. */
export const handler = lambdaHandler('enqueueMetadata', (event, invocation) => {
  const { account, log, metrics, deadline } = invocation;
  const until = deadline - ROOM_MS;
  return answerInvocation(event, account, {
    queue,
    backlog,
    clock,
    settings,
    sticky,
    log,
    metrics,
    until,
  });
});
