import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { queueUrl } from './queue-url.ts';

/** @returns about how many SQS messages a queue holds, those in flight included @throws the SDK's error */
export type QueueDepth = () => Promise<number>;

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** Asks SQS. @param name or URL of the queue */
export function sqsQueueDepth(client: Pick<SQSClient, 'send'>, name: string): QueueDepth {
  const url = queueUrl(client, name);
  return async () => {
    const command = { QueueUrl: await url(), AttributeNames: [...COUNTS] };
    const { Attributes = {} } = await client.send(new GetQueueAttributesCommand(command));
    return COUNTS.reduce((sum, count) => sum + Number(Attributes[count] ?? 0), 0);
  };
}
