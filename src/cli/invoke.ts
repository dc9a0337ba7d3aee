import { type CliContext, CliError } from './context.ts';
import { explainFailure, explainFunctionError, type InvokeTarget } from './failures.ts';
import type { LambdaInvoker } from './lambda-invoker.ts';
import type { StageConnection } from './options.ts';

/** Returns the `invokeAny` of a context: it invokes functions of one stage, and turns failures into CliErrors. */
export function anyInvoker(
  lambda: LambdaInvoker,
  connection: StageConnection,
): CliContext['invokeAny'] {
  return async (functionName, payload) => {
    const target = targetOf(functionName, connection);
    const { failed, json } = await lambda
      .invoke(target.fullName, JSON.stringify(payload))
      .catch((error: unknown) => {
        throw explainFailure(error, target);
      });
    const answer = answerIn(json, target);
    if (failed) throw explainFunctionError(answer, target);
    return answer;
  };
}

/** Returns the `invoke` of a context: as `invokeAny`, and it expects the members that each answer has. */
export function functionInvoker(
  lambda: LambdaInvoker,
  connection: StageConnection,
): CliContext['invoke'] {
  const invokeAny = anyInvoker(lambda, connection);
  return async <T>(functionName: string, payload: unknown): Promise<T> => {
    const answer = await invokeAny(functionName, payload);
    expectAnswer(answer, payload, targetOf(functionName, connection));
    return answer as T;
  };
}

function targetOf(functionName: string, connection: StageConnection): InvokeTarget {
  const fullName = `ivs-autopilot-${connection.stage}-${functionName}`;
  return { functionName, fullName, ...connection };
}

function answerIn(json: string, { fullName, endpoint }: InvokeTarget): unknown {
  if (json === '') return null;
  try {
    return JSON.parse(json);
  } catch (cause) {
    const hint = endpoint ? `; is another program listening on ${endpoint}?` : '';
    throw new CliError(`the answer of ${fullName} is not JSON${hint}`, { cause });
  }
}

/** Each answer of a function has one of these members. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  getSessions: ['sessions', 'totals', 'breaches', 'viewers'],
  explainChannels: ['channels', 'records', 'sentences', 'metadata'],
  deleteDueChannels: ['approved'],
  revokeStreamKey: ['state'],
  getDeadLetters: ['letters', 'letter', 'collected', 'deliveries'],
  retryDeadLetters: ['results'],
  doctor: ['checks', 'overview'],
};

/** Another program may answer on the port of the stack. */
function expectAnswer(answer: unknown, payload: unknown, target: InvokeTarget): void {
  const members = MEMBERS[target.functionName];
  // Where a function runs may be unknown: then that answer is empty.
  if (!members || Object.hasOwn(Object(payload), 'home')) return;
  if (members.some((member) => Object.hasOwn(Object(answer), member))) return;
  throw new CliError(
    `the answer of ${target.fullName} has none of the members ${members.join(', ')}: is it another program, or another version?`,
  );
}
