import { type Item, isSet, type Value } from './values.ts';

/**
 * The size of an item in bytes: names and values.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += textSize(name) + valueSize(item[name] ?? null);
  return size;
}

/** A list or a map has 3 bytes, and 1 more for each member. */
const CONTAINER = 3;

function valueSize(value: Value): number {
  if (typeof value === 'string') return textSize(value);
  if (typeof value === 'number') return numberSize(value);
  if (typeof value === 'boolean' || value === null) return 1;
  if (value instanceof Uint8Array) return value.length;
  if (isSet(value)) return sum([...value]);
  if (Array.isArray(value)) return CONTAINER + value.length + sum(value);
  return CONTAINER + Object.keys(value).length + itemSize(value as Item);
}

const sum = (values: readonly Value[]) =>
  values.reduce<number>((all, one) => all + valueSize(one), 0);

/** To look at a short text takes less time than a call of `Buffer.byteLength`. */
const SHORT = 64;

function textSize(text: string): number {
  if (text.length > SHORT) return Buffer.byteLength(text);
  for (let i = 0; i < text.length; i += 1)
    if (text.charCodeAt(i) > 0x7f) return Buffer.byteLength(text);
  return text.length;
}

/** One byte for two digits, and one more. */
const numberSize = (value: number) => 1 + Math.ceil(lengthOf(value) / 2);

/** How many characters a number has as text. Most numbers are whole and need not become a text for it. */
function lengthOf(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) return String(value).length;
  let length = 1;
  for (let limit = 10; limit <= value; limit *= 10) length += 1;
  return length;
}
