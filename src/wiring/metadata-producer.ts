import { shortId } from '../metadata/format/ids.ts';
import { DynamoBacklog } from '../metadata/queue/dynamo-backlog.ts';
import { sqsProducerQueue } from '../metadata/queue/sqs-producer-queue.ts';
import { dynamoStickyStore } from '../metadata/sticky/dynamo-store.ts';
import type { Aws } from './aws.ts';

/** What `openMetadataProducer` needs. */
export type MetadataProducerAws = Pick<
  Aws,
  'clock' | 'random' | 'newId' | 'documents' | 'sqsProducer'
>;

/**
 * Makes what a function needs that puts messages into the metadata queue. Call this once per Lambda
 * instance.
 *
 * @param maxBacklogMs how long the queued messages of a channel may take to send, ms
 */
export function openMetadataProducer(
  { clock, random, newId, documents, sqsProducer }: MetadataProducerAws,
  { queueName, tableName }: { queueName: string; tableName: string },
  maxBacklogMs: number,
) {
  const table = { name: tableName, documents };
  return {
    table,
    queue: sqsProducerQueue(sqsProducer, queueName),
    backlog: new DynamoBacklog(table, { maxBacklogMs, newToken: () => shortId(newId()) }),
    stickyStore: dynamoStickyStore(table, clock, random),
  };
}
