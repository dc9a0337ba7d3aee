import { functionArn, queueArn } from '../account.ts';
import { isJsonObject } from '../aws-json.ts';
import type { FunctionPlan } from '../config/plan.ts';
import type { EventSourceMappings, Mapping } from '../eventsource/mappings.ts';
import type { FunctionHost } from './function-host.ts';
import { LambdaError } from './lambda-error.ts';

/** What the operations of Lambda need, besides Invoke. */
export interface ConfigurationContext {
  host: FunctionHost;
  mappings: EventSourceMappings;
}

/** The configuration of a function, as far as the stack knows it. Other members are absent. */
export function configurationOf({ fullName, handler, ...plan }: FunctionPlan): object {
  return {
    ...{ FunctionName: fullName, FunctionArn: functionArn(fullName), Handler: handler },
    ...{ Timeout: plan.timeoutMs / 1_000, MemorySize: plan.memoryMb, PackageType: 'Zip' },
    ...{ State: 'Active', LastUpdateStatus: 'Successful', Version: '$LATEST' },
    Environment: { Variables: plan.environment },
  };
}

/** Changes the environment of a function. Its next invocation has a new instance, as on AWS. */
export function updateConfiguration(
  { host }: ConfigurationContext,
  plan: FunctionPlan,
  input: unknown,
): object {
  const { Environment, ...others } = isJsonObject(input) ? input : {};
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw invalid(`${other}: the one-machine stack changes Environment only`);
  const { Variables } = isJsonObject(Environment) ? Environment : {};
  if (!isJsonObject(Variables) || Object.values(Variables).some((one) => typeof one !== 'string'))
    throw invalid('Environment.Variables: expected texts by name');
  return configurationOf(host.changeEnvironment(plan.name, Variables as Record<string, string>));
}

/** @param query of the request: `FunctionName` and `EventSourceArn` select */
export function listMappings(
  { host, mappings }: ConfigurationContext,
  query: URLSearchParams,
): object {
  const name = query.get('FunctionName');
  const plan = name === null ? undefined : host.find(name);
  const arn = query.get('EventSourceArn');
  const found = mappings
    .list()
    .filter((one) => name === null || one.plan.function === plan?.name)
    .filter((one) => arn === null || queueArn(one.plan.queue) === arn);
  return { EventSourceMappings: found.map((one) => mappingOf(one, host)) };
}

/** Enables or disables a mapping. */
export function updateMapping(
  { host, mappings }: ConfigurationContext,
  uuid: string,
  input: unknown,
): object {
  const { Enabled, FunctionName, ...others } = isJsonObject(input) ? input : {};
  const [other] = Object.keys(others);
  if (other !== undefined || typeof Enabled !== 'boolean')
    throw invalid('the one-machine stack changes Enabled only: expected true or false');
  const mapping = mappings.enable(uuid, Enabled);
  if (mapping) return mappingOf(mapping, host);
  throw new LambdaError(404, 'ResourceNotFoundException', `The resource ${uuid} does not exist.`);
}

function mappingOf({ uuid, plan, isEnabled }: Mapping, host: FunctionHost): object {
  return {
    ...{ UUID: uuid, EventSourceArn: queueArn(plan.queue), BatchSize: plan.batchSize },
    FunctionArn: functionArn(host.find(plan.function)?.fullName ?? plan.function),
    State: isEnabled ? 'Enabled' : 'Disabled',
    ...(plan.maximumConcurrency && {
      ScalingConfig: { MaximumConcurrency: plan.maximumConcurrency },
    }),
  };
}

const invalid = (message: string): LambdaError =>
  new LambdaError(400, 'InvalidParameterValueException', message);
