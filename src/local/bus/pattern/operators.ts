import { PatternError } from './errors.ts';
import { cidr, numeric } from './numbers.ts';
import { equalsIgnoreCase, prefix, suffix, text, type ValueTest, wildcard } from './strings.ts';

/** Matches the values of one field, or whether the field exists. */
export type Matcher = { test: ValueTest } | { exists: boolean };

type Operator = (argument: unknown, path: string) => Matcher;

const testing =
  (make: (argument: unknown, path: string) => ValueTest): Operator =>
  (argument, path) => ({ test: make(argument, path) });

/**
 * EventBridge's comparison operators:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const OPERATORS: Record<string, Operator> = {
  prefix: testing(prefix),
  suffix: testing(suffix),
  wildcard: testing(wildcard),
  numeric: testing(numeric),
  cidr: testing(cidr),
  'equals-ignore-case': testing((argument, path) => equalsIgnoreCase(text(argument, path))),
  'anything-but': testing(anythingBut),
  exists(argument, path) {
    if (typeof argument === 'boolean') return { exists: argument };
    throw new PatternError(
      path,
      `exists expects true or false, received ${JSON.stringify(argument)}`,
    );
  },
};

/** Whether a name is an operator. If an alternative of `$or` has such a member, `$or` is a plain field. */
export const isOperator = (name: string): boolean => Object.hasOwn(OPERATORS, name);

/** Reads one element of a field's list: a value that must be equal, or an operator with its argument. */
export function readMatcher(element: unknown, path: string): Matcher {
  if (isScalar(element)) return { test: (value) => value === element };
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    throw new PatternError(
      path,
      `expected a value or an operator, received ${JSON.stringify(element)}`,
    );
  }
  const [[name, argument] = ['', undefined], ...more] = Object.entries(element);
  if (more.length > 0) throw new PatternError(path, 'expected only one operator in an object');
  const operator = isOperator(name) ? OPERATORS[name] : undefined;
  if (!operator) throw new PatternError(path, `unknown operator ${JSON.stringify(name)}`);
  return operator(argument, `${path}.${name}`);
}

const isScalar = (value: unknown): boolean =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Operators that anything-but accepts, besides values. */
const NEGATABLE: Record<string, (argument: unknown, path: string) => ValueTest> = {
  prefix,
  suffix,
  wildcard,
  'equals-ignore-case': (argument, path) => equalsIgnoreCase(text(argument, path)),
};

/** Matches any value but these: one value or a list (all strings or all numbers), or an operator. */
function anythingBut(argument: unknown, path: string): ValueTest {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) {
    const [[name, inner] = ['', undefined], ...more] = Object.entries(argument);
    const make = Object.hasOwn(NEGATABLE, name) ? NEGATABLE[name] : undefined;
    if (!make || more.length > 0)
      throw new PatternError(path, `unknown operator ${JSON.stringify(name)}`);
    const tests = (Array.isArray(inner) ? inner : [inner]).map((one) => make(one, path));
    return (value) => !tests.some((test) => test(value));
  }
  const excluded: unknown[] = Array.isArray(argument) ? argument : [argument];
  const types = new Set(excluded.map((value) => typeof value));
  const [type = 'undefined'] = types;
  if (types.size !== 1 || !['string', 'number'].includes(type)) {
    throw new PatternError(path, 'anything-but expects strings or numbers, not both');
  }
  return (value) => !excluded.includes(value);
}
