import { PatternError } from './errors.ts';
import { isOperator, type Matcher, readMatcher } from './operators.ts';

/** Whether an event (as JSON data) matches. */
export type EventPattern = (event: unknown) => boolean;

/**
 * Reads an EventBridge event pattern.
 *
 * All members of the pattern must match. A field matches if one element of its list in the pattern
 * matches. If the field is a list in the event, one of its elements must match. If that is a list of
 * objects, all members must match within the same object.
 *
 * @throws PatternError for a pattern that EventBridge would refuse
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
    const memberPath = path ? `${path}.${name}` : name;
    if (name === '$or' && isAlternatives(value)) {
      const alternatives = value.map((one, i) => readObject(one, `${memberPath}[${i}]`));
      return (event: unknown) => alternatives.some((matches) => matches(event));
    }
    return readMember(name, value, memberPath);
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

/** Operators compare only scalar values: of a field, or of the elements of a list. */
function matchesField(field: unknown, matchers: Matcher[]): boolean {
  const values = scalars(field);
  return matchers.some((matcher) => {
    if ('exists' in matcher) return matcher.exists === values.length > 0;
    return values.some(matcher.test);
  });
}

function scalars(field: unknown): unknown[] {
  if (Array.isArray(field)) return field.flatMap(scalars);
  return field === undefined || isObject(field) ? [] : [field];
}

/** The objects in which members are looked up: those of a list; an empty one for a value without members. */
function candidates(event: unknown): unknown[] {
  if (!Array.isArray(event)) return [isObject(event) ? event : {}];
  return event.length > 0 ? event.flatMap(candidates) : [{}];
}

function member(event: unknown, name: string): unknown {
  return isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined;
}

/** Whether `$or` is the operator, and not a field of that name: EventBridge decides it in the same way. */
function isAlternatives(value: unknown): value is unknown[] {
  if (!Array.isArray(value) || value.length < 2) return false;
  return value.every(
    (one) => isObject(one) && Object.keys(one).length > 0 && !Object.keys(one).some(isOperator),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
