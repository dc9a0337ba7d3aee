import { JsonError, parseJson } from '../../../http/json.ts';
import { isJsonObject, type JsonObject, serializationError } from '../../aws-json.ts';
import type { CreatedRule, MakePayload } from '../created/rule.ts';
import type { BusEvent } from '../event.ts';
import { optionalString, validationError } from '../members.ts';
import { type JsonPath, readJsonPath } from './json-path.ts';
import { fillTemplate, placeholdersOf } from './template.ts';

const MAX_PATHS = 100;
const MAX_INPUT = 8_192;
const MAX_PATH = 256;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
const PREDEFINED = [
  ...['aws.events.rule-arn', 'aws.events.rule-name', 'aws.events.event.ingestion-time'],
  ...['aws.events.event', 'aws.events.event.json'],
];

/**
 * Reads what a target receives: the event, or what `Input`, `InputPath` or `InputTransformer` say.
 *
 * @throws AwsError ValidationException that names the target
 */
export function readTargetInput(target: JsonObject, id: string): MakePayload {
  const Input = optionalString(target, 'Input', { max: MAX_INPUT });
  const InputPath = optionalString(target, 'InputPath', { max: MAX_PATH });
  const { InputTransformer } = target;
  const given = [Input, InputPath, InputTransformer ?? undefined].filter(
    (one) => one !== undefined,
  );
  if (given.length > 1)
    throw validationError(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`,
    );
  if (Input !== undefined) return constant(Input, id);
  if (InputPath !== undefined) {
    const path = readPath(InputPath, `InputPath for target ${id}`);
    return (event) => JSON.stringify(path(event) ?? null);
  }
  if (InputTransformer === undefined || InputTransformer === null)
    return (event) => JSON.stringify(event);
  if (!isJsonObject(InputTransformer))
    throw serializationError('InputTransformer: expected an object');
  return transformer(InputTransformer, id);
}

function constant(text: string, id: string): MakePayload {
  try {
    parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw validationError(`Input for target ${id}: expected JSON, received ${error.message}.`);
  }
  return () => text;
}

function transformer({ InputPathsMap, ...rest }: JsonObject, id: string): MakePayload {
  const template = optionalString(rest, 'InputTemplate', { max: MAX_INPUT });
  if (!template) throw validationError(`InputTemplate for target ${id} must not be empty.`);
  const paths = readPaths(InputPathsMap ?? {}, id);
  const known = new Set([...Object.keys(paths), ...PREDEFINED]);
  const unknown = placeholdersOf(template).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw validationError(
      `Invalid InputTemplate for target ${id}: <${unknown}> is in no InputPathsMap.`,
    );
  return (event, rule, receivedAt) => {
    const found = Object.entries(paths).map(([name, path]) => [name, path(event)]);
    const values = { ...Object.fromEntries(found), ...predefined(event, rule, receivedAt) };
    return fillTemplate(template, values);
  };
}

function readPaths(map: unknown, id: string): Record<string, JsonPath> {
  if (!isJsonObject(map)) throw serializationError('InputPathsMap: expected an object');
  const entries = Object.entries(map);
  if (entries.length > MAX_PATHS)
    throw validationError(`InputPathsMap for target ${id} must have at most ${MAX_PATHS} members.`);
  return Object.fromEntries(
    entries.map(([name, path]) => {
      if (typeof path !== 'string')
        throw serializationError(`InputPathsMap.${name}: expected a string`);
      if (!/^[\w-]{1,256}$/.test(name))
        throw validationError(`InputPathsMap for target ${id}: ${name} is not a valid name.`);
      return [name, readPath(path, `InputPathsMap.${name} for target ${id}`)];
    }),
  );
}

function readPath(text: string, what: string): JsonPath {
  const path = readJsonPath(text);
  if (path) return path;
  throw validationError(`Invalid ${what}: ${text} is not a valid JSON path.`);
}

function predefined(
  event: BusEvent,
  { name, arn }: Pick<CreatedRule, 'name' | 'arn'>,
  receivedAt: number,
): Record<string, unknown> {
  const { detail: _, ...withoutDetail } = event;
  return {
    'aws.events.rule-arn': arn,
    'aws.events.rule-name': name,
    'aws.events.event.ingestion-time': new Date(receivedAt).toISOString(),
    'aws.events.event': withoutDetail,
    'aws.events.event.json': event,
  };
}
