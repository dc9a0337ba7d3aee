import type { DeleteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Items } from '../storage/items.ts';
import { readExpressions } from './expressions.ts';
import { tableKey } from './keys.ts';
import { checkMembers } from './members.ts';
import { checkItem, checkReturned, WRITE_MEMBERS, writeAnswer } from './write.ts';

const MEMBERS = new Set([...WRITE_MEMBERS, 'Key']);

export function deleteItem(items: Items, input: DeleteCommandInput) {
  checkMembers('DeleteItem', input, MEMBERS);
  checkReturned(input, ['NONE', 'ALL_OLD']);
  const expressions = readExpressions(input, items.schema);
  const entry = items.find(tableKey(input.Key, items.schema));
  checkItem(expressions, entry, input);
  if (entry) items.delete(entry);
  return writeAnswer(input.ReturnValues === 'ALL_OLD' ? entry?.item : undefined);
}
