import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { NotSupportedError, validationError } from '../errors.ts';
import { holds } from '../expressions/condition.ts';
import { type KeyRange, keyRange } from '../expressions/key-condition.ts';
import type { ParsedExpressions } from '../expressions/parse.ts';
import { project } from '../expressions/project.ts';
import type { Entry } from '../storage/entry.ts';
import type { Items } from '../storage/items.ts';
import type { KeyNames } from '../storage/schema.ts';
import { copyOut, type Item } from '../values.ts';
import { type Expressions, readExpressions } from './expressions.ts';
import { checkMembers } from './members.ts';
import { readPage } from './page.ts';
import { startEntry } from './start-key.ts';
import { type View, viewOf } from './view.ts';
import { $metadata } from './write.ts';

const MEMBERS = new Set([
  'TableName',
  'IndexName',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ConsistentRead',
  'ScanIndexForward',
  'Limit',
  'ExclusiveStartKey',
]);

export function query(items: Items, input: QueryCommandInput) {
  checkMembers('Query', input, MEMBERS);
  if (input.Limit !== undefined && input.Limit < 1) {
    throw validationError('Limit: Member must have value greater than or equal to 1');
  }
  const expressions = readExpressions(input, items.schema);
  const view = viewOf(input, items.schema);
  checkPaths(expressions.parsed, view);
  const range = rangeOf(expressions, view.key);
  const { entries, last } = readPage(items.partition(range.hash, input.IndexName), range, {
    start:
      input.ExclusiveStartKey && startEntry(input.ExclusiveStartKey, view, range, items.schema),
    limit: input.Limit,
    isForward: input.ScanIndexForward !== false,
  });
  const found = select(entries, expressions);
  return {
    $metadata,
    ...{ Items: found, Count: found.length, ScannedCount: entries.length },
    ...(last && { LastEvaluatedKey: position(last.item, view) }),
  };
}

function rangeOf({ parsed: { keyCondition }, values }: Expressions, key: KeyNames): KeyRange {
  if (keyCondition) return keyRange(keyCondition, key, values);
  throw validationError(
    'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  );
}

/** @throws ValidationException if the filter is on a key, or the projection on what the index has not */
function checkPaths({ filter, filterPaths, projection = [] }: ParsedExpressions, view: View) {
  const { key, position: names, isIndex } = view;
  for (const path of filterPaths) {
    const [name] = path.parts;
    if (name === key.hash || name === key.range) {
      throw validationError(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
      );
    }
  }
  if (!isIndex) return;
  if (filter) throw new NotSupportedError('a filter on an index that holds only keys');
  for (const path of projection) {
    const [name] = path.parts;
    if (names.includes(name)) continue;
    throw validationError(
      `One or more parameter values were invalid: Global secondary index does not project ${name}`,
    );
  }
}

function select(entries: readonly Entry[], expressions: Expressions): Item[] {
  const { parsed, values } = expressions;
  const { filter, projection } = parsed;
  const found = entries.filter(({ item }) => !filter || holds(filter, item, values));
  return found.map(({ item }) => copyOut(projection ? project(projection, item) : item));
}

const position = (item: Item, { position: names }: View): Item =>
  Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
