import type { BatchGetCommandInput } from '@aws-sdk/lib-dynamodb';
import { tableNotFound, validationError } from '../errors.ts';
import { project } from '../expressions/project.ts';
import type { Entry } from '../storage/entry.ts';
import type { Items } from '../storage/items.ts';
import { copyOut, type Item } from '../values.ts';
import { readExpressions } from './expressions.ts';
import { distinctKeys, tableKey } from './keys.ts';
import { checkMembers } from './members.ts';
import { $metadata } from './write.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_KEYS = 100;
const MAX_SIZE = 16 * 1_024 * 1_024;

const MEMBERS = new Set(['RequestItems']);
const TABLE_MEMBERS = new Set([
  'Keys',
  'ConsistentRead',
  'ProjectionExpression',
  'ExpressionAttributeNames',
]);

export function batchGetItem(items: Items, tableName: string, input: BatchGetCommandInput) {
  checkMembers('BatchGetItem', input, MEMBERS);
  const requests = Object.entries(input.RequestItems ?? {});
  const [[name, request] = []] = requests;
  if (!name || !request) throw validationError('The requestItems parameter must not be empty');
  if (requests.length > 1 || name !== tableName) throw tableNotFound();
  checkMembers('BatchGetItem', request, TABLE_MEMBERS);
  const { projection } = readExpressions(request, items.schema).parsed;
  const keys = checkKeys(items, request.Keys ?? []);
  const entries = keys.map((key) => items.find(key)).filter((entry) => entry !== undefined);
  const unread = firstBeyond(entries, MAX_SIZE);
  const read = entries.slice(0, unread);
  const left = entries.slice(unread).map((entry) => keyOnly(entry, items));
  const answer = read.map(({ item }) => (projection ? project(projection, item) : item));
  return {
    $metadata,
    Responses: { [tableName]: answer.map((item) => copyOut(item)) },
    UnprocessedKeys: left.length > 0 ? { [tableName]: { ...request, Keys: left } } : {},
  };
}

function checkKeys(items: Items, keys: readonly object[]): Item[] {
  if (keys.length === 0) throw validationError('Keys must have at least 1 member');
  if (keys.length > MAX_KEYS) {
    throw validationError('Too many items requested for the BatchGetItem call');
  }
  const checked = keys.map((key) => tableKey(key, items.schema));
  if (checked.length === 1 || distinctKeys(checked, items.schema) === keys.length) return checked;
  throw validationError('Provided list of item keys contains duplicates');
}

/** The index of the first entry that would exceed the size. */
function firstBeyond(entries: readonly Entry[], maxSize: number): number {
  let size = 0;
  const beyond = entries.findIndex((entry) => {
    size += entry.size;
    return size > maxSize;
  });
  return beyond === -1 ? entries.length : beyond;
}

function keyOnly({ item }: Entry, { schema: { key } }: Items): Item {
  return { [key.hash]: item[key.hash] ?? '', [key.range]: item[key.range] ?? '' };
}
