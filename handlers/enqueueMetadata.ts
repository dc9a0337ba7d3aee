import { answerInvocation } from '../src/metadata/enqueue/answer-invocation.ts';
import { readEnqueueSettings } from '../src/metadata/enqueue/settings.ts';
import { readStickySettings } from '../src/metadata/sticky/settings.ts';
import { budgetOf, timingOf } from '../src/metadata/sticky/timing.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { openAsyncFunction } from '../src/wiring/async-function.ts';
import { openMetadataProducer } from '../src/wiring/metadata-producer.ts';

const { env } = process;
const settings = readEnqueueSettings(env);
const { stickySeconds, stickyFunction } = readStickySettings(env);
const { queue, backlog, stickyStore } = openMetadataProducer(settings, settings.maxBacklogMs);
const sticky = {
  store: stickyStore,
  budget: budgetOf(timingOf(stickySeconds), settings),
  startRepeating: openAsyncFunction(stickyFunction),
};
const enqueueing = { queue, backlog, sticky, clock, settings };

/**
 * No request to SQS begins this long before the invocation ends, ms, so that the caller gets an answer. One
 * request with the SDK's retries takes at most 9 s.
 */
const STOP_BEFORE_END_MS = 10_000;

/**
 * Checks `{messages: [...]}` and puts the messages into the queue. Callers invoke it directly, over the
 * HTTP API, or by an event on the bus.
 */
export const handler = lambdaHandler('enqueueMetadata', (event, invocation) => {
  const { account, log, metrics, deadline } = invocation;
  const until = deadline - STOP_BEFORE_END_MS;
  return answerInvocation(event, account, { ...enqueueing, log, metrics, until });
});
