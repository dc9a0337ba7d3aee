import { LambdaClient } from '@aws-sdk/client-lambda';
import { asyncInvoke } from '../metadata/enqueue/async-invoke.ts';
import { httpTimeouts } from '../platform/http-timeouts.ts';

const REQUEST_TIMEOUT_MS = 3_000;

/**
 * Makes a call that starts another function of the stage without waiting for its end. Call this once per
 * Lambda instance.
 *
 * @param name the function's name in Lambda
 */
export function openAsyncFunction(name: string): () => Promise<void> {
  const client = new LambdaClient({ requestHandler: httpTimeouts(REQUEST_TIMEOUT_MS) });
  return asyncInvoke(client, name);
}
