import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { queueUrl } from '../metadata/queue/queue-url.ts';
import type { LetterKind } from './letter.ts';
import type { LetterQueue } from './queue.ts';
import type { ReceivedLetter } from './received.ts';

const MAX_MESSAGES = 10;

/** A dead-letter queue of SQS. @param name or URL of the queue */
export function sqsLetterQueue(
  client: Pick<SQSClient, 'send'>,
  name: string,
  kind: LetterKind,
): LetterQueue {
  const url = queueUrl(client, name);
  return {
    kind,
    async receive() {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          ...{ QueueUrl: await url(), MaxNumberOfMessages: MAX_MESSAGES },
          // Without a wait, SQS asks some of its servers only. The next run finds the rest.
          WaitTimeSeconds: 0,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages.map((message) => toLetter(message, kind));
    },
    async delete(letters) {
      const Entries = letters.map(({ receiptHandle }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
      }));
      const command = new DeleteMessageBatchCommand({ QueueUrl: await url(), Entries });
      const { Failed = [] } = await client.send(command);
      if (Failed.length === 0) return;
      throw new Error(`${Failed.length} of ${letters.length} messages not deleted`);
    },
  };
}

function toLetter(message: Message, kind: LetterKind): ReceivedLetter {
  const { MessageId = '', ReceiptHandle = '', Body = '' } = message;
  const { SentTimestamp, MessageGroupId, SequenceNumber, DeadLetterQueueSourceArn } =
    message.Attributes ?? {};
  const own = Object.entries(message.MessageAttributes ?? {});
  return {
    ...{ kind, messageId: MessageId, receiptHandle: ReceiptHandle, body: Body },
    sentAt: Number(SentTimestamp),
    ...(MessageGroupId !== undefined && { group: MessageGroupId }),
    ...(SequenceNumber !== undefined && { sequenceNumber: SequenceNumber }),
    ...(DeadLetterQueueSourceArn !== undefined && { sourceQueueArn: DeadLetterQueueSourceArn }),
    attributes: Object.fromEntries(
      own.flatMap(([name, { StringValue }]) =>
        StringValue === undefined ? [] : [[name, StringValue]],
      ),
    ),
  };
}
