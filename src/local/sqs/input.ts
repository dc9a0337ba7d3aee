import { ACCOUNT } from '../account.ts';
import { invalid, missing, noSuchQueue } from './errors.ts';

/** The members of a request, as they came. */
export type Input = Record<string, unknown>;

export function optionalString(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw invalid(name, JSON.stringify(value), 'Must be a text.');
}

export function requiredString(input: Input, name: string): string {
  const value = optionalString(input, name);
  if (value === undefined || value === '') throw missing(name);
  return value;
}

/** A whole number from `min` to `max`. */
export function optionalNumber(
  input: Input,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw invalid(name, value, `Must be between ${min} and ${max}, if provided.`);
}

export function stringList(input: Input, ...names: string[]): string[] {
  return names.flatMap((name) => {
    const value = input[name];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map(String);
    throw invalid(name, JSON.stringify(value), 'Must be a list.');
  });
}

/** The queue that a request is for. Hosts differ (127.0.0.1, localhost); the path is what counts. */
export function queueName(input: Input): string {
  const [name, account] = requiredString(input, 'QueueUrl').split('/').reverse();
  if (!name || account !== ACCOUNT) throw noSuchQueue();
  return name;
}
