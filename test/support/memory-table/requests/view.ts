import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { validationError } from '../errors.ts';
import type { KeyNames, TableSchema } from '../storage/schema.ts';

/** What a Query reads: the table or an index. */
export interface View {
  key: KeyNames;
  /** The attributes of a position in it: the key of the table, and that of the index. */
  position: readonly string[];
  isIndex: boolean;
}

/** @throws ValidationException if there is no such index, or a consistent read of it is requested */
export function viewOf(
  { IndexName, ConsistentRead }: QueryCommandInput,
  { key: table, indexes }: TableSchema,
): View {
  const own = [table.hash, table.range];
  if (IndexName === undefined) return { key: table, position: own, isIndex: false };
  const key = indexes.get(IndexName);
  if (!key) {
    throw validationError(`The table does not have the specified index: ${IndexName}`);
  }
  if (ConsistentRead) {
    throw validationError('Consistent reads are not supported on global secondary indexes');
  }
  return { key, position: [...new Set([...own, key.hash, key.range])], isIndex: true };
}
