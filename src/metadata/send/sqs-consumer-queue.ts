import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { queueUrl } from '../queue/queue-url.ts';
import type { ConsumerQueue, DeadLetterQueue, VisibilityChange } from './tools.ts';

const MAX_BATCH_ENTRIES = 10;
/** SQS never issued the receipt handle, as in a sample event. So there is no message to change. */
const UNKNOWN_HANDLE = /ReceiptHandleIsInvalid$/;

/** The FIFO queue, for its consumer. @param name or URL of the queue */
export function sqsConsumerQueue(client: SQSClient, name: string): ConsumerQueue {
  const url = queueUrl(client, name);
  return {
    async changeVisibility(changes) {
      let failed = 0;
      for (let from = 0; from < changes.length; from += MAX_BATCH_ENTRIES) {
        const response = await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: await url(),
            Entries: changes.slice(from, from + MAX_BATCH_ENTRIES).map(toRequestEntry),
          }),
        );
        const failures = response.Failed ?? [];
        failed += failures.filter(({ Code }) => !UNKNOWN_HANDLE.test(`${Code}`)).length;
      }
      if (failed > 0) {
        throw new Error(`visibility of ${failed} of ${changes.length} messages not changed`);
      }
    },
  };
}

const toRequestEntry = ({ record, seconds }: VisibilityChange, index: number) => ({
  Id: String(index),
  ReceiptHandle: record.receiptHandle,
  VisibilityTimeout: seconds,
});

/** The FIFO dead-letter queue. The reason is in the message attribute `Reason`. @param name or URL */
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
