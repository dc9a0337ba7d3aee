import { PatternError } from './errors.ts';

export type ValueTest = (value: unknown) => boolean;

/** A test of strings. Other values do not match. */
export const onString =
  (test: (stringArgument: string) => boolean): ValueTest =>
  (value) =>
    typeof value === 'string' && test(value);

export const equalsIgnoreCase = (expected: string): ValueTest => {
  const lower = expected.toLowerCase();
  return onString((text) => text.toLowerCase() === lower);
};

/** `{"prefix": "a"}`, and `{"prefix": {"equals-ignore-case": "a"}}`. */
export function prefix(argument: unknown, path: string): ValueTest {
  const { text, ignoreCase } = stringOrIgnoreCase(argument, path);
  if (!ignoreCase) return onString((value) => value.startsWith(text));
  return onString((value) => value.toLowerCase().startsWith(text.toLowerCase()));
}

export function suffix(argument: unknown, path: string): ValueTest {
  const { text, ignoreCase } = stringOrIgnoreCase(argument, path);
  if (!ignoreCase) return onString((value) => value.endsWith(text));
  return onString((value) => value.toLowerCase().endsWith(text.toLowerCase()));
}

/** `*` matches any characters; `\*` and `\\` are the characters themselves. */
export function wildcard(argument: unknown, path: string): ValueTest {
  const pattern = text(argument, path);
  if (pattern.includes('**')) throw new PatternError(path, 'consecutive wildcards are not allowed');
  const source = pattern.replace(/\\(.?)|[*]|[^\\*]+/g, (part, escaped?: string) => {
    if (part === '*') return '[^]*';
    if (escaped === undefined) return literally(part);
    if (escaped === '*' || escaped === '\\') return literally(escaped);
    throw new PatternError(path, `expected * or \\ after \\, received ${part}`);
  });
  const expression = new RegExp(`^${source}$`);
  return onString((value) => expression.test(value));
}

export function text(argument: unknown, path: string): string {
  if (typeof argument === 'string') return argument;
  throw new PatternError(path, `expected a string, received ${JSON.stringify(argument)}`);
}

function stringOrIgnoreCase(
  argument: unknown,
  path: string,
): { text: string; ignoreCase: boolean } {
  if (typeof argument !== 'object' || argument === null) {
    return { text: text(argument, path), ignoreCase: false };
  }
  const [[operator, value] = ['', '']] = Object.entries(argument);
  if (operator !== 'equals-ignore-case')
    throw new PatternError(path, `unknown operator ${operator}`);
  return { text: text(value, path), ignoreCase: true };
}

const literally = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
