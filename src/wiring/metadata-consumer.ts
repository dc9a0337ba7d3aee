import { DeliveryMemory } from '../metadata/send/delivery-memory.ts';
import { ivsMetadataApi } from '../metadata/send/ivs-metadata-api.ts';
import { RequestPacer } from '../metadata/send/request-pacer.ts';
import type { SendSettings } from '../metadata/send/settings.ts';
import { sqsConsumerQueue, sqsDeadLetterQueue } from '../metadata/send/sqs-consumer-queue.ts';
import type { Aws } from './aws.ts';

/**
 * Makes what the function needs that sends the queued metadata to Amazon IVS. Call this once per Lambda
 * instance.
 */
export function openMetadataConsumer(
  { ivsMetadata, sqsConsumer }: Pick<Aws, 'ivsMetadata' | 'sqsConsumer'>,
  { queueName, deadLetterQueueName, gapMs }: SendSettings,
) {
  return {
    ivs: ivsMetadataApi(ivsMetadata),
    queue: sqsConsumerQueue(sqsConsumer, queueName),
    deadLetterQueue: sqsDeadLetterQueue(sqsConsumer, deadLetterQueueName),
    pacer: new RequestPacer(gapMs),
    deliveryMemory: new DeliveryMemory(),
  };
}
