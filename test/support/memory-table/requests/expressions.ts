import { validationError } from '../errors.ts';
import { checkCondition, isAboutTypes } from '../expressions/check-condition.ts';
import {
  checkPlaceholders,
  checkUsed,
  type ExpressionTexts,
  type ParsedExpressions,
  parse,
} from '../expressions/parse.ts';
import type { Path } from '../expressions/syntax.ts';
import { checkUpdate, isPlain } from '../expressions/update.ts';
import type { TableSchema } from '../storage/schema.ts';
import { copyMap, type Item } from '../values.ts';

export interface ExpressionInput extends ExpressionTexts {
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/** The expressions of a request, and what their placeholders stand for. */
export interface Expressions {
  parsed: ParsedExpressions;
  values: Item;
}

const VALUE = /^:[0-9A-Za-z_]+$/;
const NO_VALUES: Item = {};

/** @throws ValidationException if DynamoDB refuses an expression, whatever the stored items are */
export function readExpressions(input: ExpressionInput, schema: TableSchema): Expressions {
  const parsed = parse(input);
  const values = readValues(input.ExpressionAttributeValues, parsed.values);
  if (!parsed.isChecked) check(parsed, values);
  for (const path of parsed.nestedPaths) checkNotKey(path, schema);
  return { parsed, values };
}

function check(parsed: ParsedExpressions, values: Item): void {
  const { update = [], condition, keyCondition, filter } = parsed;
  const conditions = [condition, keyCondition, filter].filter((one) => one !== undefined);
  checkUpdate(update, values);
  for (const one of conditions) checkCondition(one, values);
  parsed.isChecked = update.every(isPlain) && !conditions.some(isAboutTypes);
}

/** @param used the placeholders of values in the expressions */
function readValues(input: object | undefined, used: ReadonlySet<string>): Item {
  if (!input && used.size === 0) return NO_VALUES;
  const values = input ? copyMap(input) : NO_VALUES;
  const names = Object.keys(values);
  const isComplete = names.length === used.size && names.every((name) => used.has(name));
  if (isComplete && names.length > 0) return values;
  if (input) checkPlaceholders('ExpressionAttributeValues', values, VALUE);
  for (const name of used) {
    if (Object.hasOwn(values, name)) continue;
    throw validationError(
      `Invalid expression: An expression attribute value used in expression is not defined; attribute value: ${name}`,
    );
  }
  checkUsed('ExpressionAttributeValues', values, used);
  return values;
}

/** A key attribute is a string, so a path cannot lead into it. */
function checkNotKey({ parts: [name] }: Path, { key, indexes }: TableSchema): void {
  for (const { hash, range } of [key, ...indexes.values()]) {
    if (name !== hash && name !== range) continue;
    throw validationError(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${name}`,
    );
  }
}
