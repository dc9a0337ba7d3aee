import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { queueUrl } from '../queue/queue-url.ts';
import type { QueueRecord } from './records.ts';
import type { ConsumerQueue, DeadLetterQueue, VisibilityChange } from './tools.ts';

const MAX_BATCH_ENTRIES = 10;
/** SQS never issued the receipt handle, as in a sample event. So there is no message to change. */
const UNKNOWN_HANDLE = /ReceiptHandleIsInvalid$/;

/** The FIFO queue, for its consumer. @param name or URL of the queue */
export function sqsConsumerQueue(client: Pick<SQSClient, 'send'>, name: string): ConsumerQueue {
  const url = queueUrl(client, name);
  return {
    async changeVisibility(changes) {
      const failed = await inBatches(changes, async (some) => {
        const Entries = some.map(toVisibilityEntry);
        const command = { QueueUrl: await url(), Entries };
        const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand(command));
        return Failed.filter(({ Code }) => !UNKNOWN_HANDLE.test(`${Code}`)).length;
      });
      if (failed === 0) return;
      throw new Error(`visibility of ${failed} of ${changes.length} messages not changed`);
    },
    async deleteMessages(records) {
      const failed = await inBatches(records, async (some) => {
        const Entries = some.map(toDeleteEntry);
        const command = { QueueUrl: await url(), Entries };
        const { Failed = [] } = await client.send(new DeleteMessageBatchCommand(command));
        return Failed.length;
      });
      if (failed > 0) throw new Error(`${failed} of ${records.length} messages not deleted`);
    },
  };
}

/** @param request handles at most 10 items @returns the sum of its results */
async function inBatches<Item>(
  items: readonly Item[],
  request: (items: readonly Item[]) => Promise<number>,
): Promise<number> {
  let failed = 0;
  for (let from = 0; from < items.length; from += MAX_BATCH_ENTRIES) {
    failed += await request(items.slice(from, from + MAX_BATCH_ENTRIES));
  }
  return failed;
}

const toVisibilityEntry = ({ record, seconds }: VisibilityChange, index: number) => ({
  Id: String(index),
  ReceiptHandle: record.receiptHandle,
  VisibilityTimeout: seconds,
});

const toDeleteEntry = ({ receiptHandle }: QueueRecord, index: number) => ({
  Id: String(index),
  ReceiptHandle: receiptHandle,
});

/** The FIFO dead-letter queue. Its message attributes are `Reason` and `Receives`. @param name or URL */
export function sqsDeadLetterQueue(client: Pick<SQSClient, 'send'>, name: string): DeadLetterQueue {
  const url = queueUrl(client, name);
  return {
    async send({ group, deduplicationId, body, reason, receives }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: await url(),
          MessageGroupId: group,
          MessageDeduplicationId: deduplicationId,
          MessageBody: body,
          MessageAttributes: {
            Reason: { DataType: 'String', StringValue: reason },
            Receives: { DataType: 'Number', StringValue: String(receives) },
          },
        }),
      );
    },
  };
}
