import { functionArn, nameInArn, queueArn } from '../../account.ts';
import {
  type AwsError,
  isJsonObject,
  type JsonObject,
  serializationError,
} from '../../aws-json.ts';
import type { FunctionPlan } from '../../config/plan.ts';
import type { ApiDestinations } from '../destinations/api-destinations.ts';
import { checkHeaderName, checkHeaderValue } from '../destinations/header.ts';
import { readTargetInput } from '../input/target-input.ts';
import {
  NAME,
  notFound,
  optionalNumber,
  optionalString,
  requiredString,
  validationError,
} from '../members.ts';
import type { Destination, HttpParameters, RetryPolicy, RuleTarget } from './rule.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html */
const MAX_RETRIES = 185;
const MIN_AGE_SECONDS = 60;
const MAX_AGE_SECONDS = 86_400;
const MAX_ARN = 1_600;
const GROUP_ID = { max: 100 };
/** No URL can have it. */
const LONE_SURROGATE = /\p{Surrogate}/u;

const MEMBERS = new Set([
  ...['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'SqsParameters'],
  ...['HttpParameters', 'DeadLetterConfig', 'RetryPolicy'],
]);

/** What targets can refer to. */
export interface TargetContext {
  functions: readonly FunctionPlan[];
  destinations: Pick<ApiDestinations, 'findByArn'>;
}

/**
 * Reads a target of PutTargets: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html
 *
 * A queue need not exist yet, as on AWS. A function and an API destination must.
 *
 * @throws AwsError that names the target
 */
export function readTarget(context: TargetContext, given: JsonObject): RuleTarget {
  const id = requiredString(given, 'Id', NAME);
  const arn = requiredString(given, 'Arn', { max: MAX_ARN });
  const other = Object.keys(given).find((name) => !MEMBERS.has(name) && given[name] !== null);
  if (other !== undefined) throw unsupported(id, `received ${other}`);
  const deadLetterQueue = readDeadLetterQueue(given, id);
  return {
    ...{ id, arn, given },
    destination: readDestination(context, given, id, arn),
    payload: readTargetInput(given, id),
    retry: readRetryPolicy(given),
    ...(deadLetterQueue !== undefined && { deadLetterQueue }),
  };
}

function readDestination(
  context: TargetContext,
  given: JsonObject,
  id: string,
  arn: string,
): Destination {
  const [, , service, region, account, resource] = arn.split(':');
  if (!arn.startsWith('arn:') || !service || resource === undefined)
    throw validationError(
      `Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  if (service === 'sqs') return readQueue(given, id, arn);
  if (service === 'lambda') return readFunction(context, arn);
  if (service === 'events' && resource.startsWith('api-destination/')) {
    const destination = context.destinations.findByArn(arn);
    if (!destination) throw notFound(`API destination ${arn} does not exist.`);
    return { kind: 'api', name: destination.name, http: readHttpParameters(given) };
  }
  throw unsupported(id, `received ${arn} (region ${region}, account ${account})`);
}

function readQueue(given: JsonObject, id: string, arn: string): Destination {
  const name = queueOf(arn, `Arn of target ${id}`);
  const parameters = objectOf(given, 'SqsParameters');
  const groupId = parameters && optionalString(parameters, 'MessageGroupId', GROUP_ID);
  if (name.endsWith('.fifo') && !groupId)
    throw validationError(`Parameter(s) SqsParameters must be specified for target: ${id}.`);
  return { kind: 'queue', name, ...(groupId !== undefined && { groupId }) };
}

function readFunction({ functions }: TargetContext, arn: string): Destination {
  const found = functions.find(({ fullName }) => {
    const own = functionArn(fullName);
    return arn === own || arn === `${own}:$LATEST`;
  });
  if (!found) throw notFound(`Function not found: ${arn}: the stack has its own functions only.`);
  return { kind: 'function', name: found.name };
}

function readHttpParameters(given: JsonObject): HttpParameters {
  const parameters = objectOf(given, 'HttpParameters') ?? {};
  const { PathParameterValues: path = [] } = parameters;
  if (!Array.isArray(path) || !path.every((one) => typeof one === 'string'))
    throw serializationError('PathParameterValues: expected a list of strings');
  const broken = path.findIndex((value) => LONE_SURROGATE.test(value));
  if (broken >= 0)
    throw validationError(
      `PathParameterValues[${broken}]: expected well-formed Unicode, received a lone surrogate`,
    );
  return {
    path,
    headers: readHeaders(parameters),
    query: textsOf(parameters, 'QueryStringParameters'),
  };
}

function readHeaders(parameters: JsonObject): Record<string, string> {
  const headers = textsOf(parameters, 'HeaderParameters');
  for (const [name, value] of Object.entries(headers)) {
    checkHeaderName('A name in HeaderParameters', name);
    checkHeaderValue(`HeaderParameters.${name}`, value);
  }
  return headers;
}

function readRetryPolicy(given: JsonObject): RetryPolicy {
  const policy = objectOf(given, 'RetryPolicy') ?? {};
  const seconds = optionalNumber(
    policy,
    'MaximumEventAgeInSeconds',
    MIN_AGE_SECONDS,
    MAX_AGE_SECONDS,
  );
  return {
    maxAttempts: optionalNumber(policy, 'MaximumRetryAttempts', 0, MAX_RETRIES) ?? MAX_RETRIES,
    maxAgeMs: (seconds ?? MAX_AGE_SECONDS) * 1_000,
  };
}

function readDeadLetterQueue(given: JsonObject, id: string): string | undefined {
  const arn = optionalString(objectOf(given, 'DeadLetterConfig') ?? {}, 'Arn');
  if (arn === undefined) return undefined;
  const name = queueOf(arn, `DeadLetterConfig of target ${id}`);
  if (!name.endsWith('.fifo')) return name;
  throw validationError(
    `DeadLetterConfig of target ${id}: expected a standard queue, received ${arn}.`,
  );
}

/** The name of a queue of the stack's account and region. */
function queueOf(arn: string, what: string): string {
  const name = nameInArn(arn);
  if (arn === queueArn(name) && name !== '') return name;
  throw validationError(`${what}: expected ${queueArn('<name of a queue>')}, received ${arn}.`);
}

function objectOf(input: JsonObject, name: string): JsonObject | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (isJsonObject(value)) return value;
  throw serializationError(`${name}: expected an object`);
}

function textsOf(input: JsonObject, name: string): Record<string, string> {
  const texts = objectOf(input, name) ?? {};
  return Object.fromEntries(
    Object.keys(texts).map((key) => [key, optionalString(texts, key) ?? '']),
  );
}

const unsupported = (id: string, received: string): AwsError =>
  validationError(
    `Target ${id}: the one-machine stack delivers to SQS queues, to its own Lambda functions and to API destinations on this machine, ${received}.`,
  );
