import type { LambdaClient } from '@aws-sdk/client-lambda';
import { httpTimeouts } from '../platform/http-timeouts.ts';
import type { StageConnection } from './options.ts';

/** Lambda as far as commands need it. */
export interface LambdaInvoker {
  /** @returns what the function answered, or the error that it threw, as JSON */
  invoke(fullName: string, payload: string): Promise<{ failed: boolean; json: string }>;
  close(): void;
}

/** Longer than any function runs. */
const ANSWER_MS = 200_000;
const CONNECT_MS = 5_000;
/** The stack on this machine takes any. */
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The SDK is loaded with the first invoke: a `--help` does not wait for it. */
export function lambdaInvoker({ region, profile, endpoint }: StageConnection): LambdaInvoker {
  let client: LambdaClient | undefined;
  return {
    async invoke(FunctionName, Payload) {
      const sdk = await import('@aws-sdk/client-lambda');
      client ??= new sdk.LambdaClient({
        ...(region !== undefined && { region }),
        ...(profile !== undefined && { profile }),
        ...(endpoint !== undefined && { endpoint, credentials: LOCAL_CREDENTIALS }),
        requestHandler: httpTimeouts(ANSWER_MS, CONNECT_MS),
      });
      const answer = await client.send(new sdk.InvokeCommand({ FunctionName, Payload }));
      const json = answer.Payload?.transformToString() ?? '';
      return { failed: answer.FunctionError !== undefined, json };
    },
    close: () => client?.destroy(),
  };
}
