import { SQSClient } from '@aws-sdk/client-sqs';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

export const SQS_CONSUMER_LIMITS: ClientLimits = { maxAttempts: 2, requestTimeoutMs: 2_000 };

/** Makes the client of SQS for the consumer of the queue. Call this once per Lambda instance. */
export const sqsConsumerClient = (): Aws['sqsConsumer'] =>
  new SQSClient({ ...clientOptions(SQS_CONSUMER_LIMITS), cacheMiddleware: true });
