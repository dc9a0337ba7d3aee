import type { Cli } from './context.ts';
import { explainFailure, explainFunctionError, type Target } from './failures.ts';
import type { Lambda } from './lambda-client.ts';
import type { Connection } from './options.ts';

/** Invokes functions of a stage, by their names in serverless.yml. Failures are told as an operator can use them. */
export function invoker(lambda: Lambda, connection: Connection): Cli['invoke'] {
  return async <T>(functionName: string, payload: unknown): Promise<T> => {
    const fullName = `ivs-autopilot-${connection.stage}-${functionName}`;
    const target: Target = { functionName, fullName, ...connection };
    const { failed, json } = await lambda
      .invoke(fullName, JSON.stringify(payload))
      .catch((error: unknown) => {
        throw explainFailure(error, target);
      });
    const answer: unknown = json === '' ? null : JSON.parse(json);
    if (failed) throw explainFunctionError(answer, target);
    return answer as T;
  };
}
