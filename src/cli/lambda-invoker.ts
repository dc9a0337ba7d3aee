import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SaidCaller } from '../platform/caller.ts';
import { httpTimeouts } from '../platform/http-timeouts.ts';
import type { StageConnection } from './options.ts';

/** The part of Lambda that commands use. */
export interface LambdaInvoker {
  /**
   * @param fullName the function's name in Lambda, for example `ivs-autopilot-prod-getSessions`
   * @param payload JSON
   * @returns the function's answer as JSON; if `failed`, the error that it threw
   */
  invoke(fullName: string, payload: string): Promise<{ failed: boolean; json: string }>;
  close(): void;
}

/** Longer than the timeout of any function in serverless.yml. */
const ANSWER_MS = 200_000;
const CONNECT_MS = 5_000;
/** The stack on this machine accepts any credentials. */
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * Loads the SDK at the first invocation only, so that `--help` answers at once.
 *
 * @param said who runs this program, and which; functions write it into the audit
 */
export function lambdaInvoker(
  { region, profile, endpoint }: StageConnection,
  said?: SaidCaller,
): LambdaInvoker {
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
      const request = { FunctionName, Payload, ...clientContext(said) };
      const answer = await client.send(new sdk.InvokeCommand(request));
      const json = answer.Payload?.transformToString() ?? '';
      return { failed: answer.FunctionError !== undefined, json };
    },
    close: () => client?.destroy(),
  };
}

/** Lambda hands the client context to the function: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
function clientContext(custom: SaidCaller | undefined): { ClientContext?: string } {
  if (custom === undefined) return {};
  return { ClientContext: Buffer.from(JSON.stringify({ custom })).toString('base64') };
}
