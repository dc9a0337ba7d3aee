import type { BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { NotSupportedError, tableNotFound, validationError } from '../errors.ts';
import { itemSize } from '../size.ts';
import type { Items } from '../storage/items.ts';
import { copyMap, type Item } from '../values.ts';
import { checkItemKeys, distinctKeys } from './keys.ts';
import { checkMembers } from './members.ts';
import { $metadata, checkSize } from './write.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_ITEMS = 25;

const MEMBERS = new Set(['RequestItems']);

type WriteRequests = NonNullable<BatchWriteCommandInput['RequestItems']>[string];

/** All items are checked before the first is put. */
export function batchWriteItem(items: Items, tableName: string, input: BatchWriteCommandInput) {
  checkMembers('BatchWriteItem', input, MEMBERS);
  const requests = Object.entries(input.RequestItems ?? {});
  const [[name, writes] = []] = requests;
  if (!name || !writes) throw validationError('The requestItems parameter must not be empty');
  if (requests.length > 1 || name !== tableName) throw tableNotFound();
  for (const item of checkItems(items, writes)) items.put(item, items.find(item));
  return { $metadata, UnprocessedItems: {} };
}

function checkItems(items: Items, writes: WriteRequests): Item[] {
  // The client copies all of them before the service checks the first.
  const copies = writes.map(copyOf);
  if (writes.length === 0) throw validationError('The batch must have at least 1 member');
  if (writes.length > MAX_ITEMS) {
    throw validationError('Too many items requested for the BatchWriteItem call');
  }
  for (const item of copies) {
    checkSize(itemSize(item));
    checkItemKeys(item, items.schema);
  }
  if (distinctKeys(copies, items.schema) === copies.length) return copies;
  throw validationError('Provided list of item keys contains duplicates');
}

function copyOf({ PutRequest, ...others }: WriteRequests[number]): Item {
  if (!PutRequest) throw new NotSupportedError(Object.keys(others)[0] ?? 'an empty request');
  return copyMap(PutRequest.Item ?? {});
}
