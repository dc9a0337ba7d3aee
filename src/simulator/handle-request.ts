import { ConnectionCutError, ServiceError } from './errors.ts';
import { jsonCopy } from './model/json-copy.ts';
import { jsonTypeProblem } from './model/json-types.ts';
import { operationOf } from './model/model.ts';
import { normalize } from './model/normalize.ts';
import { serviceError } from './model/service-error.ts';
import { inputProblems, problemMessage } from './model/validate.ts';
import { operations } from './operations/index.ts';
import { authorize } from './permissions/authorize.ts';
import type { SimulatedService } from './simulated-service.ts';
import type { CallOptions } from './types/requests.ts';

/**
 * Handles one request to the IVS API, over HTTP or by `call`: types of JSON values, faults, call rates,
 * permissions, constraints of the model, then the operation.
 *
 * @param name of the operation, such as `CreateChannel`
 * @returns the response body, as nobody else has it; `{}` for an operation without output
 * @throws ServiceError for an error response; ConnectionCutError if the fault `cut` loses the response
 */
export async function handleRequest(
  service: SimulatedService,
  name: string,
  input: unknown,
  caller: CallOptions = {},
): Promise<object> {
  const outcome = caller.isSetup
    ? performSetup(service, name, input)
    : performNow(service, name, input, caller);
  const latencyMs = caller.isSetup ? 0 : service.faults.latencyMs;
  if (latencyMs > 0) await service.timers.wait(latencyMs);
  if ('error' in outcome) throw outcome.error;
  return outcome.body;
}

type RequestOutcome = { body: object } | { error: unknown };

/**
 * Runs the operation at once, also if the response is delayed: latency must not change the order of
 * operations.
 */
function performNow(
  service: SimulatedService,
  name: string,
  input: unknown,
  caller: CallOptions,
): RequestOutcome {
  try {
    const body = runOperation(service, name, input, caller);
    service.requestLog.count(name, 'ok');
    service.settings.onRequest({ at: service.now(), operation: name, input });
    const cut = service.faults.cutsConnection(name);
    return cut
      ? { error: new ConnectionCutError(`${name}: the connection was cut before the response`) }
      : { body };
  } catch (error) {
    if (operations.has(name)) service.requestLog.count(name, errorOutcome(error));
    const code = error instanceof ServiceError ? error.name : 'InternalServerException';
    service.settings.onRequest({ at: service.now(), operation: name, input, error: code });
    return { error };
  }
}

/** Runs an operation that sets up a test: without faults, call rates and policies, and not in the report. */
function performSetup(service: SimulatedService, name: string, input: unknown): RequestOutcome {
  try {
    requireReadable(name, input);
    return { body: performOperation(service, name, input) };
  } catch (error) {
    return { error };
  }
}

function runOperation(
  service: SimulatedService,
  name: string,
  input: unknown,
  caller: CallOptions,
): object {
  requireReadable(name, input);
  service.faults.throwFault(name, input);
  checkCallRates(service, name, input);
  authorize(service, name, input, caller.accessKeyId);
  return performOperation(service, name, input);
}

/** @throws ServiceError for an unknown operation, and for JSON values of the wrong type */
function requireReadable(name: string, input: unknown): void {
  if (!operations.has(name)) throw unknownOperation(name);
  const wrongType = jsonTypeProblem(name, input);
  if (wrongType) throw malformedRequest(wrongType);
}

/** @throws ServiceError for input against the constraints of the model, and the errors of the operation */
function performOperation(service: SimulatedService, name: string, input: unknown): object {
  const operation = operations.get(name);
  if (!operation) throw unknownOperation(name);
  const problems = inputProblems(name, input);
  if (problems.length > 0) throw serviceError('ValidationException', problemMessage(problems));
  const known = normalize(operationOf(name).input.shape, input) as object;
  return jsonCopy(operation.run(known, service)) as object;
}

function checkCallRates(service: SimulatedService, operation: string, input: unknown): void {
  const now = service.settings.rateClock.now();
  const channelArn = operation === 'PutMetadata' ? existingChannelArn(service, input) : undefined;
  service.callRates.countRequest(
    { operation, channelArn, now },
    service.quotas,
    (rule, resource) => {
      service.requestLog.addViolation({ at: service.now(), rule, operation, resource });
    },
  );
}

/**
 * @returns the channel of a PutMetadata request; undefined if it does not exist, since only channels have
 *   a quota
 */
function existingChannelArn({ resources }: SimulatedService, input: unknown): string | undefined {
  const { channelArn } = (input ?? {}) as { channelArn?: unknown };
  return typeof channelArn === 'string' ? resources.channels.get(channelArn)?.arn : undefined;
}

function errorOutcome(error: unknown): 'throttled' | 'failed' {
  const throttled = error instanceof ServiceError && error.name === 'ThrottlingException';
  return throttled ? 'throttled' : 'failed';
}

/** The error for a request that cannot be read, before the constraints of the model count. */
export function malformedRequest(message: string): ServiceError {
  return new ServiceError('SerializationException', 400, message);
}

/** The error for a path or an operation that the service does not have. */
export function unknownOperation(name: string): ServiceError {
  return new ServiceError('UnknownOperationException', 404, `Unknown operation: ${name}`);
}
