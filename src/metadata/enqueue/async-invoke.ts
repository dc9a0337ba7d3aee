import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/**
 * Starts a function without input, and does not wait for its result.
 *
 * @param name of the function
 * @returns a function that throws the SDK's error
 */
export function asyncInvoke(client: Pick<LambdaClient, 'send'>, name: string): () => Promise<void> {
  return async () => {
    await client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event' }));
  };
}
