import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';

/**
 * Finds the URL of a queue. A successful GetQueueUrl request is made once and its result is reused; a
 * failed one is repeated at the next call.
 *
 * @param name name of the queue, or its URL, which is returned as it is
 */
export function queueUrl(client: Pick<SQSClient, 'send'>, name: string): () => Promise<string> {
  let found = /^https?:/.test(name) ? name : undefined;
  return async () => {
    found ??= (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
    if (found === undefined) throw new Error(`GetQueueUrl returned no URL for queue ${name}`);
    return found;
  };
}
