import { liveSince } from '../channels/stream-starts.ts';
import { shortId } from '../metadata/format/ids.ts';
import { dynamoSentHistory } from '../metadata/history/dynamo-sent-history.ts';
import { leasablePermits } from '../metadata/pace/account-limits.ts';
import { AccountPacer } from '../metadata/pace/account-pacer.ts';
import { dynamoLeaseStore } from '../metadata/pace/dynamo-lease-store.ts';
import { RateLease } from '../metadata/pace/rate-lease.ts';
import { dynamoDeliveryNotes } from '../metadata/queue/dynamo-delivery-notes.ts';
import { DeliveryMemory } from '../metadata/send/delivery-memory.ts';
import { ivsMetadataApi } from '../metadata/send/ivs-metadata-api.ts';
import type { SendSettings } from '../metadata/send/settings.ts';
import { sqsConsumerQueue, sqsDeadLetterQueue } from '../metadata/send/sqs-consumer-queue.ts';
import { dynamoWaitingStore } from '../metadata/waiting/dynamo-waiting-store.ts';
import type { Aws } from './aws.ts';

/** What `openMetadataConsumer` needs. */
export type MetadataConsumerAws = Pick<
  Aws,
  'clock' | 'random' | 'newId' | 'ivsMetadata' | 'leaseDocuments' | 'sqsConsumer'
>;

/**
 * Makes what the function needs that sends the queued metadata to Amazon IVS. Call this once per Lambda
 * instance.
 */
export function openMetadataConsumer(
  { clock, random, newId, ivsMetadata, leaseDocuments, sqsConsumer }: MetadataConsumerAws,
  { queueName, deadLetterQueueName, tableName, instances, history }: SendSettings,
) {
  const permits = leasablePermits(instances);
  const table = { name: tableName, documents: leaseDocuments };
  const store = dynamoLeaseStore(table, permits);
  const lease = new RateLease({ store, permits, newId: () => shortId(newId()) });
  return {
    ivs: ivsMetadataApi(ivsMetadata),
    queue: sqsConsumerQueue(sqsConsumer, queueName),
    deadLetterQueue: sqsDeadLetterQueue(sqsConsumer, deadLetterQueueName),
    account: new AccountPacer({ lease, clock, random }),
    deliveryMemory: new DeliveryMemory(),
    waiting: dynamoWaitingStore(table),
    starts: { liveSince: (channelArns: readonly string[]) => liveSince(table, channelArns) },
    notes: dynamoDeliveryNotes(table, clock),
    ...(history === 'on' && { history: dynamoSentHistory(table, clock, shortId(newId())) }),
  };
}
