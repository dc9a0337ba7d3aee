import type { PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { itemSize } from '../size.ts';
import type { Items } from '../storage/items.ts';
import { copyMap } from '../values.ts';
import { readExpressions } from './expressions.ts';
import { checkItemKeys } from './keys.ts';
import { checkMembers } from './members.ts';
import { checkItem, checkReturned, checkSize, WRITE_MEMBERS, writeAnswer } from './write.ts';

const MEMBERS = new Set([...WRITE_MEMBERS, 'Item']);

export function putItem(items: Items, input: PutCommandInput) {
  checkMembers('PutItem', input, MEMBERS);
  const item = copyMap(input.Item ?? {});
  checkReturned(input, ['NONE', 'ALL_OLD']);
  const size = itemSize(item);
  checkSize(size);
  const expressions = readExpressions(input, items.schema);
  checkItemKeys(item, items.schema);
  const entry = items.find(item);
  checkItem(expressions, entry, input);
  const before = entry?.item;
  items.put(item, entry, size);
  return writeAnswer(input.ReturnValues === 'ALL_OLD' ? before : undefined);
}
