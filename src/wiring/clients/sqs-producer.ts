import { SQSClient } from '@aws-sdk/client-sqs';
import type { Aws } from '../aws.ts';
import { type ClientLimits, clientOptions } from './client-options.ts';

export const SQS_PRODUCER_LIMITS: ClientLimits = { maxAttempts: 3, requestTimeoutMs: 3_000 };

/** Makes the client of SQS for producers of the queue. Call this once per Lambda instance. */
export const sqsProducerClient = (): Aws['sqsProducer'] =>
  new SQSClient({ ...clientOptions(SQS_PRODUCER_LIMITS), cacheMiddleware: true });
