import * as z from 'zod/mini';
import { members, oneOrMany, selectSchema } from '../control/schema-parts.ts';
import type { PolicyDocument, PolicyStatement } from '../types/policies.ts';
import { isOperator } from './conditions.ts';

/** A string without policy variables, which the simulator does not resolve. */
const literal = z
  .string()
  .check(
    z.refine(
      (text) => !text.includes('${'),
      'a string without policy variables, which the simulator does not support',
    ),
  );

const literals = oneOrMany(literal);
const conditionValues = selectSchema((value) =>
  typeof value === 'boolean' ? z.boolean() : literals,
);

/** From operator to condition key to value or values. */
const condition = z
  .record(z.string(), z.record(z.string(), conditionValues))
  .check(({ value, issues }) => {
    for (const operator of Object.keys(value)) {
      if (isOperator(operator)) continue;
      const message = 'a condition operator that the simulator supports';
      issues.push({ code: 'custom', input: value, path: [operator], message });
    }
  });

const statement = members({
  Sid: z.optional(literal),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.optional(literals),
  NotAction: z.optional(literals),
  Resource: z.optional(literals),
  NotResource: z.optional(literals),
  Condition: z.optional(condition),
}).check(
  z.refine(
    ({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined),
    'either Action or NotAction',
  ),
  z.refine(
    ({ Resource, NotResource }) => (Resource === undefined) !== (NotResource === undefined),
    'either Resource or NotResource',
  ),
);

/** IAM policies by access key id. */
export const policiesSchema = z.record(
  z.string(),
  members({
    Version: z.optional(literal),
    Id: z.optional(literal),
    Statement: oneOrMany(statement),
  }),
);

/** @returns the statements of a policy as a list */
export function statementsOf({ Statement }: PolicyDocument): PolicyStatement[] {
  return Array.isArray(Statement) ? Statement : [Statement];
}
