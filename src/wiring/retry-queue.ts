import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { queueUrl } from '../metadata/queue/queue-url.ts';
import type { RetryQueue } from '../platform/retry-queue.ts';
import { type Environment, textSetting } from '../platform/settings.ts';

/** The most that SQS returns at once. */
const MAX_MESSAGES = 10;

/**
 * The retry queue of a function.
 *
 * @throws SettingError if `RETRY_QUEUE_NAME` is missing
 */
export function sqsRetryQueue(env: Environment, client: Pick<SQSClient, 'send'>): RetryQueue {
  const url = queueUrl(client, textSetting(env, 'RETRY_QUEUE_NAME'));
  return {
    async receive() {
      const command = new ReceiveMessageCommand({
        ...{ QueueUrl: await url(), MaxNumberOfMessages: MAX_MESSAGES },
        // Without a wait, SQS asks some of its servers only. The next run finds the rest.
        WaitTimeSeconds: 0,
      });
      const { Messages = [] } = await client.send(command);
      return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) => {
        return { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body };
      });
    },
    async delete(messages) {
      const Entries = messages.map(({ receiptHandle }, index) => {
        return { Id: String(index), ReceiptHandle: receiptHandle };
      });
      const command = new DeleteMessageBatchCommand({ QueueUrl: await url(), Entries });
      const { Failed = [] } = await client.send(command);
      if (Failed.length === 0) return;
      throw new Error(`${Failed.length} of ${messages.length} messages not deleted`);
    },
  };
}
