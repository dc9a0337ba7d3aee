import type * as z from 'zod/mini';
import { InputError } from './errors.ts';

type Issue = z.core.$ZodIssue;

/** zod/mini's message where the schema gives none. */
const NO_MESSAGE = 'Invalid input';

/**
 * Checks input against a schema.
 *
 * @param root the name of the whole input in an error, for example `event`
 * @throws InputError that names the first member that is wrong, what was expected and what was received
 */
export function checked<S extends z.ZodMiniType>(
  schema: S,
  raw: unknown,
  root: string,
): z.infer<S> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const { issues } = result.error;
  // A misspelt member comes first: it is why the right one is missing.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw issue ? inputError(raw, issue, root) : new InputError(root, 'valid input', raw);
}

function inputError(raw: unknown, issue: Issue, root: string): InputError {
  if (issue.code === 'unrecognized_keys') {
    const field = fieldName([...issue.path, issue.keys[0] ?? '']);
    const hasOwnMessage = issue.message !== NO_MESSAGE;
    return new InputError(field || root, hasOwnMessage ? issue.message : 'unknown member');
  }
  const received = issue.path.reduce<unknown>(memberOf, raw);
  return new InputError(fieldName(issue.path) || root, expectation(issue), received);
}

const memberOf = (value: unknown, key: PropertyKey): unknown =>
  (Object(value) as Record<PropertyKey, unknown>)[key];

/** A path as one would write it in code: `resources[0]`, `messages[3].channelArn`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`))
    .join('');
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return withArticle(issue.expected);
  if (issue.code === 'invalid_value')
    return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  if (issue.code === 'too_small') return atLeast(issue.origin, Number(issue.minimum));
  if (issue.code === 'too_big') return `at most ${issue.maximum}${unit(issue.origin)}`;
  return issue.message || 'another value';
}

function atLeast(origin: string, minimum: number): string {
  return origin === 'string' && minimum === 1
    ? 'a non-empty string'
    : `at least ${minimum}${unit(origin)}`;
}

function unit(origin: string): string {
  return { string: ' characters', array: ' items' }[origin] ?? '';
}

/** Types whose name in zod is not the word that a reader expects. */
const TYPE_WORDS: Record<string, string> = { record: 'an object', int: 'a whole number' };

function withArticle(type: string): string {
  return TYPE_WORDS[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
