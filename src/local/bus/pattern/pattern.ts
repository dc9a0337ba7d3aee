import { PatternError } from './errors.ts';
import { isOperator, type Matcher, readMatcher } from './operators.ts';

/** Tells whether an event (as JSON data) matches. */
export type EventPattern = (event: unknown) => boolean;

/**
 * Reads an EventBridge event pattern.
 *
 * All members must match; of a field's list one element must. A field of the event that is a list
 * matches if one of its elements does, and members of objects in a list must match within the same
 * object.
 *
 * @throws PatternError for what EventBridge refuses, and for an operator it doesn't have
 */
export function readPattern(pattern: unknown): EventPattern {
  if (isObject(pattern) && Object.keys(pattern).length === 0) {
    throw new PatternError('', 'must not be empty');
  }
  return readObject(pattern, '');
}

function readObject(pattern: unknown, path: string): EventPattern {
  if (!isObject(pattern)) throw new PatternError(path, 'expected an object or a list');
  const members = Object.entries(pattern).map(([name, value]) => {
    const place = path ? `${path}.${name}` : name;
    if (name === '$or' && isAlternatives(value)) {
      const alternatives = value.map((one, i) => readObject(one, `${place}[${i}]`));
      return (event: unknown) => alternatives.some((matches) => matches(event));
    }
    return readMember(name, value, place);
  });
  return (event) => candidates(event).some((one) => members.every((matches) => matches(one)));
}

function readMember(name: string, value: unknown, path: string): EventPattern {
  if (!Array.isArray(value)) {
    const inner = readObject(value, path);
    return (event) => inner(member(event, name));
  }
  if (value.length === 0) throw new PatternError(path, 'an empty list matches nothing');
  const matchers = value.map((element, i) => readMatcher(element, `${path}[${i}]`));
  return (event) => matchesField(member(event, name), matchers);
}

/** Operators look at leaves only: a value, or the values of a list. */
function matchesField(field: unknown, matchers: Matcher[]): boolean {
  const values = leaves(field);
  return matchers.some((matcher) => {
    if ('exists' in matcher) return matcher.exists === values.length > 0;
    return values.some(matcher.test);
  });
}

function leaves(field: unknown): unknown[] {
  if (Array.isArray(field)) return field.flatMap(leaves);
  return field === undefined || isObject(field) ? [] : [field];
}

/** A list of objects stands for each of them; anything that has no members for an empty object. */
function candidates(event: unknown): unknown[] {
  if (!Array.isArray(event)) return [isObject(event) ? event : {}];
  return event.length > 0 ? event.flatMap(candidates) : [{}];
}

function member(event: unknown, name: string): unknown {
  return isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined;
}

/** As EventBridge decides whether `$or` is the operator or a field of that name. */
function isAlternatives(value: unknown): value is unknown[] {
  if (!Array.isArray(value) || value.length < 2) return false;
  return value.every(
    (one) => isObject(one) && Object.keys(one).length > 0 && !Object.keys(one).some(isOperator),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
