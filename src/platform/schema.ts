import type * as z from 'zod/mini';
import { InputError } from './errors.ts';

type Issue = z.core.$ZodIssue;

/**
 * Checks `raw` against a schema.
 *
 * @param root how the whole input is called in an error, for example `event`
 * @throws InputError that names the first member which is wrong, what was expected and what came
 */
export function checked<S extends z.ZodMiniType>(
  schema: S,
  raw: unknown,
  root: string,
): z.infer<S> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw issue ? inputError(raw, issue, root) : new InputError(root, 'other input', raw);
}

function inputError(raw: unknown, issue: Issue, root: string): InputError {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = 'only members that are documented';
    return new InputError(fieldName([...issue.path, key]) || root, known, at(raw, issue.path)[key]);
  }
  const parent = at(raw, issue.path.slice(0, -1));
  const last = issue.path.at(-1);
  return new InputError(
    fieldName(issue.path) || root,
    expectation(issue),
    last === undefined ? raw : parent[last],
  );
}

function at(raw: unknown, path: PropertyKey[]): Record<PropertyKey, unknown> {
  let value = raw;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return Object(value) as Record<PropertyKey, unknown>;
}

/** `resources[0]`, `messages[3].channelArn`: as one would write it in code. */
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
    ? 'a text that is not empty'
    : `at least ${minimum}${unit(origin)}`;
}

function unit(origin: string): string {
  return { string: ' characters', array: ' items' }[origin] ?? '';
}

function withArticle(type: string): string {
  const known: Record<string, string> = {
    string: 'a text',
    record: 'an object',
    int: 'a whole number',
  };
  return known[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
