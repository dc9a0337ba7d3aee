import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** Calls a function that needs to be told nothing, and does not wait for it. @throws the SDK's error */
export function asyncInvoke(client: LambdaClient, name: string): () => Promise<void> {
  return async () => {
    await client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event' }));
  };
}
