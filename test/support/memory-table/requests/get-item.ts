import type { GetCommandInput } from '@aws-sdk/lib-dynamodb';
import { project } from '../expressions/project.ts';
import type { Items } from '../storage/items.ts';
import { copyOut } from '../values.ts';
import { readExpressions } from './expressions.ts';
import { tableKey } from './keys.ts';
import { checkMembers } from './members.ts';
import { $metadata } from './write.ts';

const MEMBERS = new Set([
  'TableName',
  'Key',
  'ConsistentRead',
  'ProjectionExpression',
  'ExpressionAttributeNames',
]);

export function getItem(items: Items, input: GetCommandInput) {
  checkMembers('GetItem', input, MEMBERS);
  const { projection } = readExpressions(input, items.schema).parsed;
  const item = items.find(tableKey(input.Key, items.schema))?.item;
  if (!item) return { $metadata };
  return { $metadata, Item: copyOut(projection ? project(projection, item) : item) };
}
