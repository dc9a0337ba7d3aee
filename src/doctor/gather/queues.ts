import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** @returns how many messages the queue has, about; those that are being handled count too */
export async function queueFacts(
  sqs: Pick<SQSClient, 'send'>,
  name: string,
): Promise<{ messages: number }> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return { messages: Object.values(Attributes).reduce((sum, text) => sum + Number(text), 0) };
}
