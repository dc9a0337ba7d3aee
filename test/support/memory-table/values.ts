import { NotSupportedError, validationError } from './errors.ts';

/**
 * An attribute value as the document client has it. A stored value is never changed: an update makes
 * new values, which may share parts with the old ones.
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | ReadonlySet<string | number>
  | readonly Value[]
  | Item;

export interface Item {
  readonly [name: string]: Value;
}

export type ValueType = 'S' | 'N' | 'BOOL' | 'NULL' | 'B' | 'SS' | 'NS' | 'L' | 'M';

export function typeOf(value: Value): ValueType {
  if (typeof value === 'string') return 'S';
  if (typeof value === 'number') return 'N';
  if (typeof value === 'boolean') return 'BOOL';
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return 'B';
  if (isSet(value)) return typeof value.values().next().value === 'number' ? 'NS' : 'SS';
  return Array.isArray(value) ? 'L' : 'M';
}

export const isSet = (value: Value | undefined): value is ReadonlySet<string | number> =>
  value instanceof Set;

export const isMap = (value: Value | undefined): value is Item =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Set) &&
  !(value instanceof Uint8Array);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_DEPTH = 32;
const LEAST_NUMBER = 1e-130;

/**
 * Copies a value of a request as the document client with `removeUndefinedValues` sends it: members
 * that are undefined are left out.
 *
 * @throws Error with the SDK's message if the SDK refuses the value
 * @throws NotSupportedError if the SDK would convert the value to another one, or leave it out
 */
export function copyIn(value: unknown, depth = 0): Value {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return copyNumber(value);
  if (depth >= MAX_DEPTH) {
    throw validationError('Nesting Levels have exceeded supported limits');
  }
  if (Array.isArray(value)) {
    return value
      .filter((member) => member !== undefined)
      .map((member) => copyIn(member, depth + 1));
  }
  if (value instanceof Set) return copySet(value);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (isPlainObject(value)) return copyMap(value, depth);
  return refuse(value);
}

/** @param map a map, or the members of an item, of a key or of ExpressionAttributeValues */
export function copyMap(map: object, depth = 0): Item {
  const members = map as Readonly<Record<string, unknown>>;
  const copy: Record<string, Value> = {};
  for (const name in members) {
    if (name === '__proto__') throw new NotSupportedError('an attribute with the name "__proto__"');
    const member = members[name];
    if (member !== undefined) copy[name] = copyIn(member, depth + 1);
  }
  return copy;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || isForeignObject(value);
}

/** A plain object of another realm, for example of a vm context. */
const isForeignObject = (value: object) => value.constructor?.name === 'Object';

function refuse(value: unknown): never {
  if (typeof value === 'function') {
    throw new NotSupportedError('a function as a value. The document client leaves it out');
  }
  if (typeof value === 'bigint' || value instanceof Map || ArrayBuffer.isView(value)) {
    throw new NotSupportedError(`a value of the type ${value.constructor.name}`);
  }
  throw new Error(
    `Unsupported type passed: ${value}. Pass options.convertClassInstanceToMap=true to marshall typeof object as map attribute.`,
  );
}

function copyNumber(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`Special numeric value ${value} is not allowed`);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    const relation =
      value > 0 ? 'greater than Number.MAX_SAFE_INTEGER' : 'lesser than Number.MIN_SAFE_INTEGER';
    throw new Error(`Number ${value} is ${relation}. Use NumberValue from @aws-sdk/lib-dynamodb.`);
  }
  if (value === 0) return 0;
  if (Math.abs(value) < LEAST_NUMBER) {
    throw validationError(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
  }
  return value;
}

function copySet(value: ReadonlySet<unknown>): ReadonlySet<string | number> {
  const members = [...value].filter((member) => member !== undefined);
  const [first] = members;
  if (members.length === 0) {
    throw new Error('Pass a non-empty set, or options.convertEmptyValues=true.');
  }
  if (members.every((member) => typeof member === 'string')) return new Set(members);
  if (members.every((member) => typeof member === 'number'))
    return new Set(members.map(copyNumber));
  throw new NotSupportedError(
    `a set with a member of the type ${Object(first).constructor.name}, or of several types`,
  );
}

/** Copies a stored value for an answer, so that a test that changes the answer leaves the table as it is. */
export function copyOut<T extends Value | undefined>(value: T): T;
export function copyOut(value: Value | undefined): Value | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((member: Value) => copyOut(member));
  if (isSet(value)) return new Set(value);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  const copy: Record<string, Value> = { ...(value as Item) };
  for (const name in copy) {
    const member = copy[name];
    if (typeof member === 'object' && member !== null) copy[name] = copyOut(member);
  }
  return copy;
}
