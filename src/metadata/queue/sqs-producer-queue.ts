import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { letterPartText } from './letter-part.ts';
import type { QueueMessage } from './queue-messages.ts';
import { queueUrl } from './queue-url.ts';
import type { ProducerQueue, SendResult } from './send-in-order.ts';

/** Writes to the FIFO queue. The message group is the channel's ARN. @param name or URL of the queue */
export function sqsProducerQueue(client: Pick<SQSClient, 'send'>, name: string): ProducerQueue {
  const url = queueUrl(client, name);
  return {
    async sendBatch(queueMessages) {
      const response = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: await url(),
          Entries: queueMessages.map(toRequestEntry),
        }),
      );
      const sent = new Set(response.Successful?.map(({ Id }) => Id));
      const failed = new Map(response.Failed?.map((failure) => [failure.Id, failure]));
      return queueMessages.map((_, index): SendResult => {
        if (sent.has(String(index))) return 'sent';
        const failure = failed.get(String(index));
        return { reason: failure?.Code ?? 'no answer', retry: failure?.SenderFault !== true };
      });
    },
  };
}

const toRequestEntry = (message: QueueMessage, index: number) => ({
  Id: String(index),
  MessageGroupId: message.channelArn,
  MessageDeduplicationId: message.deduplicationId,
  MessageBody: message.body,
  ...(message.letter && {
    MessageAttributes: {
      Letter: { DataType: 'String', StringValue: letterPartText(message.letter) },
    },
  }),
});
