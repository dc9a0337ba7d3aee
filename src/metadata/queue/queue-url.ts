import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Looks a queue's URL up by name, once; takes a URL as it is. A lookup that failed is made again when next asked. */
export function queueUrl(client: SQSClient, name: string): () => Promise<string> {
  let found = /^https?:/.test(name) ? name : undefined;
  return async () => {
    found ??= (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
    if (found === undefined) throw new Error(`GetQueueUrl gave no URL for queue ${name}`);
    return found;
  };
}
