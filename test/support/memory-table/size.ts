import { type Item, isSet, type Value } from './values.ts';

/**
 * The size of an item in bytes: names and values.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name] ?? null);
  return size;
}

/** A list or a map has 3 bytes, and 1 more for each member. */
const CONTAINER = 3;

function valueSize(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberSize(value);
  if (typeof value === 'boolean' || value === null) return 1;
  if (value instanceof Uint8Array) return value.length;
  if (isSet(value)) return sum([...value]);
  if (Array.isArray(value)) return CONTAINER + value.length + sum(value);
  return CONTAINER + Object.keys(value).length + itemSize(value as Item);
}

const sum = (values: readonly Value[]) =>
  values.reduce<number>((all, one) => all + valueSize(one), 0);

/** One byte for two digits, and one more. */
const numberSize = (value: number) => 1 + Math.ceil(String(value).length / 2);
