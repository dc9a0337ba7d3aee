import { utf8Order } from '../compare.ts';
import { validationError } from '../errors.ts';
import type { KeyRange } from '../expressions/key-condition.ts';
import { type Entry, keyOf } from '../storage/entry.ts';
import type { TableSchema } from '../storage/schema.ts';
import { copyMap } from '../values.ts';
import { checkItemKeys } from './keys.ts';
import type { View } from './view.ts';

/**
 * The place of ExclusiveStartKey. The item need not exist.
 *
 * @throws ValidationException if it is not a position in what the request reads
 */
export function startEntry(
  startKey: object,
  { key, position }: View,
  range: KeyRange,
  schema: TableSchema,
): Entry {
  const item = copyMap(startKey);
  const isPosition = position.every((name) => typeof item[name] === 'string' && item[name] !== '');
  if (!isPosition || Object.keys(item).length !== position.length) {
    throw validationError('The provided starting key is invalid');
  }
  checkItemKeys(item, schema);
  const own = keyOf(item, key);
  const table = keyOf(item, schema.key);
  if (own.hash !== range.hash || range.isBefore(own.order) || range.isAfter(own.order)) {
    throw validationError(
      'The provided starting key is outside query boundaries based on provided conditions',
    );
  }
  return {
    ...own,
    tableHash: utf8Order(table.hash),
    tableOrder: table.order,
    item,
    size: 0,
    queuedAt: undefined,
  };
}
