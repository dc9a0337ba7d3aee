import { ACCOUNT } from '../account.ts';
import { type JsonObject, serializationError } from '../aws-json.ts';
import { invalid, missing, noSuchQueue } from './errors.ts';

/** The longest visibility timeout: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const MAX_VISIBILITY_SECONDS = 12 * 3_600;

/** Readers of one member of a request. They throw SqsError if the member is missing or wrong. */
export function optionalString(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw serializationError(`${name}: expected a string`);
}

export function requiredString(input: JsonObject, name: string): string {
  const value = optionalString(input, name);
  if (value === undefined || value === '') throw missing(name);
  return value;
}

/** A whole number from `min` to `max`. */
export function optionalNumber(
  input: JsonObject,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw serializationError(`${name}: expected a whole number`);
  if (value >= min && value <= max) return value;
  throw invalid(name, value, `Must be between ${min} and ${max}, if provided.`);
}

/** The strings of several lists together. */
export function stringList(input: JsonObject, ...names: string[]): string[] {
  return names.flatMap((name) => {
    const value = input[name];
    if (value === undefined || value === null) return [];
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
    if (isList) return value;
    throw serializationError(`${name}: expected a list of strings`);
  });
}

/** The name in a request's QueueUrl. The host does not count: 127.0.0.1 and localhost are the same. */
export function queueName(input: JsonObject): string {
  const [name, account] = requiredString(input, 'QueueUrl').split('/').reverse();
  if (!name || account !== ACCOUNT) throw noSuchQueue();
  return name;
}
