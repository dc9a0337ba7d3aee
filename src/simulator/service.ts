import { ConnectionCutError, ServiceError } from './errors.ts';
import { operationOf } from './model/model.ts';
import { normalize } from './model/normalize.ts';
import { serviceError } from './model/service-error.ts';
import { inputProblems, problemMessage } from './model/validate.ts';
import { operations } from './operations/index.ts';
import { authorize } from './permissions/authorize.ts';
import type { CallOptions } from './types.ts';
import type { World } from './world.ts';

/**
 * Answers one request, whichever way it came: weather, quotas, permissions, constraints, then
 * the operation.
 *
 * @returns the response body as it travels, in JSON; `{}` for an operation without output
 * @throws ServiceError as the service would answer; ConnectionCutError if the answer gets lost
 */
export async function answer(
  world: World,
  name: string,
  input: unknown,
  caller: CallOptions = {},
): Promise<string> {
  const outcome = attempt(world, name, input, caller);
  const { latencyMs } = world.weather;
  if (latencyMs > 0) await world.timers.wait(latencyMs);
  if ('error' in outcome) throw outcome.error;
  return outcome.body;
}

type Outcome = { body: string } | { error: unknown };

/** Does the work, at once: what happens in the account never depends on who waits for the answer. */
function attempt(world: World, name: string, input: unknown, caller: CallOptions): Outcome {
  try {
    const body = perform(world, name, input, caller);
    world.log.count(name, 'ok');
    const cut = world.weather.cuts(name);
    return cut ? { error: new ConnectionCutError(`${name}: the connection broke`) } : { body };
  } catch (error) {
    if (operations.has(name)) world.log.count(name, countOf(error));
    return { error };
  }
}

function perform(world: World, name: string, input: unknown, caller: CallOptions): string {
  const operation = operations.get(name);
  if (!operation) throw unknownOperation(name);
  world.weather.disturb(name);
  admit(world, name, input);
  authorize(world, name, input, caller.accessKeyId);
  const problems = inputProblems(name, input);
  if (problems.length > 0) throw serviceError('ValidationException', problemMessage(problems));
  const known = normalize(operationOf(name).input.shape, input) as object;
  return JSON.stringify(operation.run(known, world));
}

function admit(world: World, operation: string, input: unknown): void {
  const now = world.now();
  const channelArn = operation === 'PutMetadata' ? knownChannel(world, input) : undefined;
  world.callRates.admit({ operation, channelArn, now }, world.quotas, (rule, resource) => {
    world.log.addViolation({ at: now, rule, operation, resource });
  });
}

/** Only channels that exist have a quota. */
function knownChannel({ state }: World, input: unknown): string | undefined {
  const { channelArn } = (input ?? {}) as { channelArn?: unknown };
  return typeof channelArn === 'string' ? state.channels.get(channelArn)?.arn : undefined;
}

function countOf(error: unknown): 'throttled' | 'failed' {
  const throttled = error instanceof ServiceError && error.name === 'ThrottlingException';
  return throttled ? 'throttled' : 'failed';
}

/** What the service answers to a path that it does not have. */
export function unknownOperation(name: string): ServiceError {
  return new ServiceError('UnknownOperationException', 404, `Unknown operation: ${name}`);
}
