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
/**
 * How often the visibility of a message is changed, if SQS fails to do so. Without the change, a message that should come
 * again at once stays invisible for the rest of its 180 s.
 */
const ATTEMPTS = 3;
/** SQS never issued the receipt handle, as in a sample event. So there is no message to change. */
const UNKNOWN_HANDLE = /ReceiptHandleIsInvalid$/;

/** The FIFO queue, for its consumer. @param name or URL of the queue */
export function sqsConsumerQueue(client: Pick<SQSClient, 'send'>, name: string): ConsumerQueue {
  const url = queueUrl(client, name);
  const changeOnce = (changes: readonly VisibilityChange[]) =>
    inBatches(changes, async (some) => {
      const Entries = some.map(toVisibilityEntry);
      const command = { QueueUrl: await url(), Entries };
      const { Failed = [] } = await client.send(new ChangeMessageVisibilityBatchCommand(command));
      return Failed.filter(({ Code }) => !UNKNOWN_HANDLE.test(`${Code}`)).flatMap(
        ({ Id, SenderFault }): FailedChange[] => {
          const change = some[Number(Id)];
          return change ? [{ change, isTransient: SenderFault !== true }] : [];
        },
      );
    });
  return {
    async changeVisibility(changes) {
      let failed = await changeOnce(changes);
      for (let attempt = 1; attempt < ATTEMPTS && failed.some(isTransient); attempt += 1) {
        const refused = failed.filter((one) => !isTransient(one));
        const again = failed.filter(isTransient).map(({ change }) => change);
        failed = [...refused, ...(await changeOnce(again))];
      }
      if (failed.length === 0) return;
      throw new Error(`visibility of ${failed.length} of ${changes.length} messages not changed`);
    },
    async deleteMessages(records) {
      const failed = await inBatches(records, async (some) => {
        const Entries = some.map(toDeleteEntry);
        const command = { QueueUrl: await url(), Entries };
        const { Failed = [] } = await client.send(new DeleteMessageBatchCommand(command));
        return Failed;
      });
      if (failed.length > 0)
        throw new Error(`${failed.length} of ${records.length} messages not deleted`);
    },
  };
}

/** @param request handles at most 10 items @returns all that its results hold */
async function inBatches<Item, Result>(
  items: readonly Item[],
  request: (items: readonly Item[]) => Promise<Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += MAX_BATCH_ENTRIES) {
    results.push(...(await request(items.slice(from, from + MAX_BATCH_ENTRIES))));
  }
  return results;
}

/** A message whose visibility SQS did not change. */
interface FailedChange {
  change: VisibilityChange;
  /** The fault was that of SQS, so another attempt may succeed. */
  isTransient: boolean;
}

const isTransient = (failed: FailedChange): boolean => failed.isTransient;

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
