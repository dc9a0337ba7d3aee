import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { queueUrl } from '../queue/queue-url.ts';
import type { ConsumerQueue, DeadLetterQueue } from './tools.ts';

const MAX_BATCH = 10;
/** A handle that the queue never gave, as in a sample event: there is no message to be changed. */
const UNKNOWN_HANDLE = /ReceiptHandleIsInvalid$/;

/** The FIFO queue as its consumer sees it. */
export function sqsConsumerQueue(client: SQSClient, name: string): ConsumerQueue {
  const url = queueUrl(client, name);
  return {
    async changeVisibility(changes) {
      let failed = 0;
      for (let from = 0; from < changes.length; from += MAX_BATCH) {
        const answer = await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: await url(),
            Entries: changes.slice(from, from + MAX_BATCH).map(({ record, seconds }, index) => ({
              Id: String(index),
              ReceiptHandle: record.receiptHandle,
              VisibilityTimeout: seconds,
            })),
          }),
        );
        failed += answer.Failed?.filter(({ Code }) => !UNKNOWN_HANDLE.test(`${Code}`)).length ?? 0;
      }
      if (failed > 0) throw new Error(`${failed} of ${changes.length} messages not changed`);
    },
  };
}

/** The FIFO dead-letter queue: the body as it was queued, the reason as message attribute `Reason`. */
export function sqsDeadLetterQueue(client: SQSClient, name: string): DeadLetterQueue {
  const url = queueUrl(client, name);
  return {
    async send({ group, deduplicationId, body, reason }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: await url(),
          MessageGroupId: group,
          MessageDeduplicationId: deduplicationId,
          MessageBody: body,
          MessageAttributes: { Reason: { DataType: 'String', StringValue: reason } },
        }),
      );
    },
  };
}
