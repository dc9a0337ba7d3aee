import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { queueUrl } from '../../metadata/queue/queue-url.ts';

type Sqs = Pick<SQSClient, 'send'>;

/** @returns how many messages the queue has, about; those that are being handled count too */
export const queueFacts = async (sqs: Sqs, name: string): Promise<{ messages: number }> => ({
  messages: await queuedMessages(sqs, await queueUrl(sqs, name)()),
});

/** As `queueFacts`, for a queue whose URL is known. */
export async function queuedMessages(sqs: Sqs, url: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return Object.values(Attributes).reduce((sum, text) => sum + Number(text), 0);
}
