import { type Check, expected, optional, structure } from '../control/checks.ts';
import { isPlainObject } from '../model/constraints.ts';
import type { PolicyDocument, PolicyStatement } from '../types.ts';
import { isOperator } from './conditions.ts';

/** Text without policy variables, which this simulator does not resolve. */
const plainText: Check = (value, path) => {
  if (typeof value !== 'string') return expected(path, 'a text', value);
  return value.includes('${') ? `${path}: policy variables are not supported: ${value}` : undefined;
};

const texts: Check = (value, path) => {
  const all = Array.isArray(value) ? value : [value];
  return first(all.map((one, i) => plainText(one, Array.isArray(value) ? `${path}.${i}` : path)));
};

const effect: Check = (value, path) =>
  value === 'Allow' || value === 'Deny' ? undefined : expected(path, 'Allow or Deny', value);

const condition: Check = (value, path) => {
  if (!isPlainObject(value)) return expected(path, 'an object from operator to keys', value);
  return first(
    Object.entries(value).map(([operator, keys]) => {
      const at = `${path}.${operator}`;
      if (!isOperator(operator)) return `${at}: no such condition operator`;
      if (!isPlainObject(keys)) return expected(at, 'an object from key to values', keys);
      return first(
        Object.entries(keys).map(([key, values]) => conditionValues(values, `${at}.${key}`)),
      );
    }),
  );
};

const conditionValues: Check = (value, path) =>
  typeof value === 'boolean' ? undefined : texts(value, path);

const members = structure({
  Sid: optional(plainText),
  Effect: effect,
  Action: optional(texts),
  NotAction: optional(texts),
  Resource: optional(texts),
  NotResource: optional(texts),
  Condition: optional(condition),
});

const statement: Check = (value, path) => {
  const problem = members(value, path);
  if (problem !== undefined) return problem;
  const { Action, NotAction, Resource, NotResource } = value as PolicyStatement;
  if ((Action === undefined) === (NotAction === undefined)) {
    return `${path}: expected either Action or NotAction`;
  }
  if ((Resource === undefined) === (NotResource === undefined)) {
    return `${path}: expected either Resource or NotResource`;
  }
  return undefined;
};

const statements: Check = (value, path) =>
  Array.isArray(value)
    ? first(value.map((one, i) => statement(one, `${path}.${i}`)))
    : statement(value, path);

const document = structure({
  Version: optional(plainText),
  Id: optional(plainText),
  Statement: statements,
});

/** Checks policies by access key id. */
export const policiesCheck: Check = (value, path) => {
  if (!isPlainObject(value)) return expected(path, 'an object from access key id to policy', value);
  return first(
    Object.entries(value).map(([id, policy]) => document(policy, path ? `${path}.${id}` : id)),
  );
};

/** A statement or several, as several. */
export function statementsOf({ Statement }: PolicyDocument): PolicyStatement[] {
  return Array.isArray(Statement) ? Statement : [Statement];
}

const first = (problems: (string | undefined)[]): string | undefined =>
  problems.find((problem) => problem !== undefined);
