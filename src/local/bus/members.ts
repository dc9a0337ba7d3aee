import { AwsError, type JsonObject, serializationError } from '../aws-json.ts';
import { type Buses, DEFAULT_BUS } from './bus.ts';

export const validationError = (message: string): AwsError =>
  new AwsError('ValidationException', message);
export const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', message);
export const limitExceeded = (): AwsError =>
  new AwsError(
    'LimitExceededException',
    'The requested resource exceeds the maximum number allowed.',
  );

/** What EventBridge accepts for a string. */
export interface StringRule {
  max?: number;
  pattern?: RegExp;
}
/** The names of rules, targets, connections and API destinations. */
export const NAME: StringRule = { max: 64, pattern: /^[.\-_A-Za-z0-9]+$/ };
const MAX_PAGE = 100;

/** Readers of one member of a request. They throw AwsError if the member is missing or wrong. */
export function optionalString(
  input: JsonObject,
  name: string,
  rule: StringRule = {},
): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw serializationError(`${name}: expected a string`);
  const { max = Number.POSITIVE_INFINITY, pattern } = rule;
  if (value.length > max)
    throw constraint(name, value, `Member must have length less than or equal to ${max}`);
  if (pattern && !pattern.test(value)) {
    const regular = pattern.source.replace(/^\^|\$$/g, '');
    throw constraint(name, value, `Member must satisfy regular expression pattern: ${regular}`);
  }
  return value;
}

export function requiredString(input: JsonObject, name: string, rule: StringRule = {}): string {
  const value = optionalString(input, name, rule);
  if (value === undefined) throw constraint(name, 'null', 'Member must not be null');
  if (value === '')
    throw constraint(name, '', 'Member must have length greater than or equal to 1');
  return value;
}

export function oneOf<T extends string>(name: string, value: string, values: readonly T[]): T {
  const found = values.find((one) => one === value);
  if (found !== undefined) return found;
  throw constraint(name, value, `Member must satisfy enum value set: [${values.join(', ')}]`);
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
  if (value < min)
    throw constraint(name, value, `Member must have value greater than or equal to ${min}`);
  if (value > max)
    throw constraint(name, value, `Member must have value less than or equal to ${max}`);
  return value;
}

/** The bus that a request names; by default the default bus. @throws AwsError ResourceNotFoundException */
export function busOf(buses: Buses, input: JsonObject, member = 'EventBusName'): string {
  const nameOrArn = optionalString(input, member) ?? DEFAULT_BUS;
  const bus = buses.find(nameOrArn);
  if (bus !== undefined) return bus;
  throw notFound(`Event bus ${nameOrArn} does not exist.`);
}

/** A page of a list that is sorted by name: `Limit` and `NextToken`. */
export function pageOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  input: JsonObject,
): { page: T[]; next: { NextToken?: string } } {
  const limit = optionalNumber(input, 'Limit', 1, MAX_PAGE) ?? MAX_PAGE;
  const after = Buffer.from(optionalString(input, 'NextToken') ?? '', 'base64url').toString();
  const sorted = [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const left = sorted.filter((item) => nameOf(item) > after);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  if (last === undefined || page.length === left.length) return { page, next: {} };
  return { page, next: { NextToken: Buffer.from(nameOf(last)).toString('base64url') } };
}

/** In error messages, the names of members begin with a small letter. */
function constraint(name: string, value: unknown, rule: string): AwsError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  return validationError(
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}
