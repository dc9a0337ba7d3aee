import { isPlainObject } from '../model/constraints.ts';
import { model } from '../model/model.ts';

/** Says what was expected of a value if it is not that; nothing if the value is good. */
export type Check = (value: unknown, path: string) => string | undefined;
/** Checks by member. All members are optional unless their check refuses undefined. */
export type Checks = Record<string, Check>;

const LONGEST_QUOTE = 80;

/** Refuses members that have no check, so that a typo can't pass. */
export function structure(checks: Checks): Check {
  return (value, path) => {
    if (!isPlainObject(value)) return expected(path, 'an object', value);
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(checks, name));
    if (unknown !== undefined) {
      return `${join(path, unknown)}: no such member; there are ${Object.keys(checks).join(', ')}`;
    }
    return firstProblem(Object.entries(checks), ([name, check]) =>
      check(value[name], join(path, name)),
    );
  };
}

export const optional =
  (check: Check): Check =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

export function number(min: number, max = Number.MAX_SAFE_INTEGER, integer = false): Check {
  const kind = integer ? 'a whole number' : 'a number';
  const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
  return (value, path) => {
    const fits = typeof value === 'number' && value >= min && value <= max;
    if (fits && (!integer || Number.isInteger(value))) return undefined;
    return expected(path, `${kind} ${range}`, value);
  };
}

export const whole = (min: number, max?: number): Check => number(min, max, true);

export const probability: Check = number(0, 1);

export const flag: Check = (value, path) =>
  typeof value === 'boolean' ? undefined : expected(path, 'true or false', value);

export const text: Check = (value, path) =>
  typeof value === 'string' && value !== '' ? undefined : expected(path, 'a text', value);

export const action: Check = (value, path) =>
  typeof value === 'function' ? undefined : expected(path, 'a function', value);

export function matching(pattern: RegExp, words: string): Check {
  return (value, path) =>
    typeof value === 'string' && pattern.test(value) ? undefined : expected(path, words, value);
}

/** An object from operation names to values. */
export function perOperation(check: Check): Check {
  return (value, path) => {
    if (!isPlainObject(value)) return expected(path, 'an object from operation to number', value);
    return firstProblem(Object.entries(value), ([name, item]) =>
      Object.hasOwn(model.operations, name)
        ? check(item, join(path, name))
        : `${join(path, name)}: no such operation`,
    );
  };
}

export function expected(path: string, what: string, value: unknown): string {
  const quoted = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return `${path}: expected ${what}, received ${quoted.slice(0, LONGEST_QUOTE)}`;
}

function firstProblem<T>(items: T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
