import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueMessage } from './queue-messages.ts';
import { queueUrl } from './queue-url.ts';
import type { ProducerQueue, SendResult } from './send-in-order.ts';

/** The FIFO queue as producers see it: the channel's ARN is the message group. */
export function sqsProducerQueue(client: SQSClient, name: string): ProducerQueue {
  const url = queueUrl(client, name);
  return {
    async sendBatch(entries) {
      const answer = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: await url(),
          Entries: entries.map((entry, index) => ({
            Id: String(index),
            MessageGroupId: entry.channelArn,
            MessageDeduplicationId: entry.deduplicationId,
            MessageBody: entry.body,
          })),
        }),
      );
      const sent = new Set(answer.Successful?.map(({ Id }) => Id));
      const failed = new Map(answer.Failed?.map((failure) => [failure.Id, failure]));
      return entries.map((_: QueueMessage, index): SendResult => {
        if (sent.has(String(index))) return 'sent';
        const failure = failed.get(String(index));
        return { reason: failure?.Code ?? 'no answer', retry: failure?.SenderFault !== true };
      });
    },
  };
}
