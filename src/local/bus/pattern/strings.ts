import { PatternError } from './errors.ts';

export type Test = (value: unknown) => boolean;

/** A test of texts; any other value fails it. */
export const onText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);

export const equalsIgnoreCase = (expected: string): Test => {
  const lower = expected.toLowerCase();
  return onText((text) => text.toLowerCase() === lower);
};

/** `{"prefix": "a"}`, and `{"prefix": {"equals-ignore-case": "a"}}`. */
export function prefix(argument: unknown, path: string): Test {
  const { text, ignoreCase } = textArgument(argument, path);
  if (!ignoreCase) return onText((value) => value.startsWith(text));
  return onText((value) => value.toLowerCase().startsWith(text.toLowerCase()));
}

export function suffix(argument: unknown, path: string): Test {
  const { text, ignoreCase } = textArgument(argument, path);
  if (!ignoreCase) return onText((value) => value.endsWith(text));
  return onText((value) => value.toLowerCase().endsWith(text.toLowerCase()));
}

/** `*` stands for any characters; `\*` and `\\` for themselves. */
export function wildcard(argument: unknown, path: string): Test {
  const pattern = text(argument, path);
  if (pattern.includes('**')) throw new PatternError(path, 'consecutive wildcards are not allowed');
  const source = pattern.replace(/\\(.?)|[*]|[^\\*]+/g, (part, escaped?: string) => {
    if (part === '*') return '[^]*';
    if (escaped === undefined) return literally(part);
    if (escaped === '*' || escaped === '\\') return literally(escaped);
    throw new PatternError(path, `\\ may only stand before * and \\, received ${part}`);
  });
  const expression = new RegExp(`^${source}$`);
  return onText((value) => expression.test(value));
}

export function text(argument: unknown, path: string): string {
  if (typeof argument === 'string') return argument;
  throw new PatternError(path, `expected a text, received ${JSON.stringify(argument)}`);
}

function textArgument(argument: unknown, path: string): { text: string; ignoreCase: boolean } {
  if (typeof argument !== 'object' || argument === null) {
    return { text: text(argument, path), ignoreCase: false };
  }
  const [[operator, value] = ['', '']] = Object.entries(argument);
  if (operator !== 'equals-ignore-case')
    throw new PatternError(path, `unknown operator ${operator}`);
  return { text: text(value, path), ignoreCase: true };
}

const literally = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
