import { validationError } from '../errors.ts';
import type { TableSchema } from '../storage/schema.ts';
import { copyMap, type Item, typeOf, type Value } from '../values.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_HASH_SIZE = 2_048;
const MAX_RANGE_SIZE = 1_024;

/** Reads the key of a request. @throws ValidationException if it is not a key of the table */
export function tableKey(key: object = {}, schema: TableSchema): Item {
  return isTableKey(key, schema) ? key : checkedKey(key, schema);
}

/** Nearly every key is correct. It is not stored, so it needs no copy. */
function isTableKey(key: object, { key: { hash, range } }: TableSchema): key is Item {
  const members = key as Readonly<Record<string, unknown>>;
  for (const name in members) if (name !== hash && name !== range) return false;
  return isShort(members[hash], MAX_HASH_SIZE) && isShort(members[range], MAX_RANGE_SIZE);
}

/** A character has at most 3 bytes for each UTF-16 unit. */
const isShort = (value: unknown, maxSize: number): boolean =>
  typeof value === 'string' && value !== '' && value.length * 3 <= maxSize;

function checkedKey(key: object, { key: { hash, range } }: TableSchema): Item {
  const copy = copyMap(key);
  const isKey = typeof copy[hash] === 'string' && typeof copy[range] === 'string';
  if (!isKey || Object.keys(copy).length !== 2) {
    throw validationError('The provided key element does not match the schema');
  }
  checkKeyValue(hash, copy[hash], MAX_HASH_SIZE);
  checkKeyValue(range, copy[range], MAX_RANGE_SIZE);
  return copy;
}

/** How many different keys these items, or keys, have. */
export function distinctKeys(
  items: readonly Item[],
  { key: { hash, range } }: TableSchema,
): number {
  const hashes = new Set(items.map((item) => item[hash])).size;
  if (hashes === items.length) return hashes;
  return new Set(items.map((item) => `${String(item[hash]).length} ${item[hash]}${item[range]}`))
    .size;
}

/** @throws ValidationException if the item cannot be stored because of one of its key attributes */
export function checkItemKeys(item: Item, { key, indexes }: TableSchema): void {
  checkItemKey(item, key.hash, MAX_HASH_SIZE);
  checkItemKey(item, key.range, MAX_RANGE_SIZE);
  for (const [name, index] of indexes) {
    checkIndexKey(item, index.hash, name, MAX_HASH_SIZE);
    checkIndexKey(item, index.range, name, MAX_RANGE_SIZE);
  }
}

function checkItemKey(item: Item, name: string, maxSize: number): void {
  const value = item[name];
  if (value === undefined) {
    throw validationError(
      `One or more parameter values were invalid: Missing the key ${name} in the item`,
    );
  }
  if (typeof value !== 'string') {
    throw validationError(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: S actual: ${typeOf(value)}`,
    );
  }
  checkKeyValue(name, value, maxSize);
}

function checkIndexKey(item: Item, name: string, index: string, maxSize: number): void {
  const value = item[name];
  if (value === undefined) return;
  if (typeof value !== 'string') {
    throw validationError(
      `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: S Actual: ${typeOf(value)} IndexName: ${index}`,
    );
  }
  checkKeyValue(name, value, maxSize);
}

function checkKeyValue(name: string, value: Value | undefined, maxSize: number): void {
  if (value === '') {
    throw validationError(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  }
  if (typeof value !== 'string' || isShort(value, maxSize)) return;
  if (Buffer.byteLength(value) > maxSize) {
    throw validationError(
      `One or more parameter values were invalid: Size of the key attribute ${name} has exceeded the maximum size limit of ${maxSize} bytes`,
    );
  }
}
