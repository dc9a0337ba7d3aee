import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoBacklog } from '../metadata/queue/dynamo-backlog.ts';
import { sqsProducerQueue } from '../metadata/queue/sqs-producer-queue.ts';
import { dynamoStickyStore } from '../metadata/sticky/dynamo-store.ts';
import { systemClock } from '../platform/clock.ts';
import { httpTimeouts } from '../platform/http-timeouts.ts';
import { openTable } from '../platform/table.ts';

const REQUEST_TIMEOUT_MS = 3_000;

/**
 * Makes what a function needs that puts messages into the metadata queue. Call this once per Lambda
 * instance.
 *
 * @param maxBacklogMs how long the queued messages of a channel may take to send, ms
 */
export function openMetadataProducer(
  { queueName, tableName }: { queueName: string; tableName: string },
  maxBacklogMs: number,
) {
  const sqs = new SQSClient({ requestHandler: httpTimeouts(REQUEST_TIMEOUT_MS) });
  const table = openTable(tableName);
  return {
    table,
    queue: sqsProducerQueue(sqs, queueName),
    backlog: new DynamoBacklog(table, maxBacklogMs),
    stickyStore: dynamoStickyStore(table, systemClock, Math.random),
  };
}
