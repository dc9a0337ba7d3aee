import { IvsClient } from '@aws-sdk/client-ivs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DeliveryMemory } from '../metadata/send/delivery-memory.ts';
import { ivsMetadataApi } from '../metadata/send/ivs-metadata-api.ts';
import { RequestPacer } from '../metadata/send/request-pacer.ts';
import type { SendSettings } from '../metadata/send/settings.ts';
import { sqsConsumerQueue, sqsDeadLetterQueue } from '../metadata/send/sqs-consumer-queue.ts';
import { httpTimeouts } from '../platform/http-timeouts.ts';

const IVS_TIMEOUT_MS = 3_000;
const SQS_TIMEOUT_MS = 2_000;

/**
 * Makes what the function needs that sends the queued metadata to Amazon IVS. Call this once per Lambda
 * instance. The IVS client does not retry, because every request must wait for the pacer.
 */
export function openMetadataConsumer({ queueName, deadLetterQueueName, gapMs }: SendSettings) {
  const ivs = new IvsClient({ maxAttempts: 1, requestHandler: httpTimeouts(IVS_TIMEOUT_MS) });
  const sqs = new SQSClient({ maxAttempts: 2, requestHandler: httpTimeouts(SQS_TIMEOUT_MS) });
  return {
    ivs: ivsMetadataApi(ivs),
    queue: sqsConsumerQueue(sqs, queueName),
    deadLetterQueue: sqsDeadLetterQueue(sqs, deadLetterQueueName),
    pacer: new RequestPacer(gapMs),
    deliveryMemory: new DeliveryMemory(),
  };
}
