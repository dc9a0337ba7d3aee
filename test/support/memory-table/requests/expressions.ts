import { validationError } from '../errors.ts';
import { checkCondition } from '../expressions/check-condition.ts';
import { checkOverlaps } from '../expressions/overlaps.ts';
import * as parse from '../expressions/parse.ts';
import { type PlaceholderInput, Placeholders } from '../expressions/placeholders.ts';
import type { Condition, Expression, Path, UpdateAction } from '../expressions/syntax.ts';
import { checkUpdate } from '../expressions/update.ts';
import type { TableSchema } from '../storage/schema.ts';

export interface ExpressionInput extends PlaceholderInput {
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  KeyConditionExpression?: string | undefined;
  FilterExpression?: string | undefined;
  ProjectionExpression?: string | undefined;
}

/** The expressions of a request, parsed and checked. */
export interface Expressions {
  update: UpdateAction[] | undefined;
  condition: Condition | undefined;
  keyCondition: Condition | undefined;
  filter: Condition | undefined;
  filterPaths: readonly Path[];
  projection: Path[] | undefined;
  placeholders: Placeholders;
}

/** @throws ValidationException if DynamoDB refuses an expression, whatever the stored items are */
export function readExpressions(input: ExpressionInput, schema: TableSchema): Expressions {
  const update = parsed(parse.update, input.UpdateExpression);
  const condition = parsed(parse.condition, input.ConditionExpression);
  const keyCondition = parsed(parse.condition, input.KeyConditionExpression);
  const filter = parsed(parse.condition, input.FilterExpression);
  const projection = parsed(parse.projection, input.ProjectionExpression);
  const all = [update, condition, keyCondition, filter, projection];
  const placeholders = new Placeholders(input, all);
  if (update) checkUpdate(update.root, placeholders);
  for (const one of [condition, keyCondition, filter]) {
    if (one) checkCondition(one.root, placeholders);
  }
  if (projection) checkOverlaps(projection.root.map((path) => placeholders.names(path)));
  for (const one of all) checkScalarKeys(one?.paths ?? [], schema, placeholders);
  return {
    ...{ update: update?.root, condition: condition?.root, keyCondition: keyCondition?.root },
    ...{ filter: filter?.root, filterPaths: filter?.paths ?? [] },
    ...{ projection: projection?.root, placeholders },
  };
}

function parsed<Root>(
  parseText: (text: string) => Expression<Root>,
  text: string | undefined,
): Expression<Root> | undefined {
  return text === undefined ? undefined : parseText(text);
}

/** A key attribute is a string, so a path cannot lead into it. */
function checkScalarKeys(
  paths: readonly Path[],
  { key, indexes }: TableSchema,
  placeholders: Placeholders,
): void {
  for (const path of paths) {
    if (path.parts.length === 1) continue;
    const [name] = placeholders.names(path);
    for (const { hash, range } of [key, ...indexes.values()]) {
      if (name !== hash && name !== range) continue;
      throw validationError(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${name}`,
      );
    }
  }
}
