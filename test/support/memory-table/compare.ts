import { isSet, typeOf, type Value } from './values.ts';

/** UTF-16 code units from here on are ordered differently from the UTF-8 bytes of their characters. */
const AFTER_ASCII_LIKE = /[\ud800-\uffff]/;
const UNITS = /[\ud800-\uffff]/g;

/**
 * A string whose order by UTF-16 code units (JavaScript's `<`) is the order of the UTF-8 bytes of
 * `text` (DynamoDB's). The two differ only because a character above U+FFFF is a pair of units from
 * U+D800 to U+DFFF, so that it would precede the characters from U+E000 to U+FFFF.
 */
export function utf8Order(text: string): string {
  return AFTER_ASCII_LIKE.test(text) ? text.replace(UNITS, surrogatesLast) : text;
}

function surrogatesLast(unit: string): string {
  const code = unit.charCodeAt(0);
  return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800);
}

/** @returns less than 0, 0, or more than 0; undefined if DynamoDB does not order such values */
export function order(a: Value, b: Value): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string')
    return orderStrings(utf8Order(a), utf8Order(b));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return undefined;
}

export const orderStrings = (a: string, b: string): number => (a < b ? -1 : a === b ? 0 : 1);

/** Values of different types are not equal. Sets have no order, lists do. */
export function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || typeOf(a) !== typeOf(b)) return false;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array) return order(a, b) === 0;
  if (isSet(a)) return isSet(b) && a.size === b.size && [...a].every((member) => b.has(member));
  const [left, right] = [Object.entries(a), Object.entries(b)];
  const members = b as Readonly<Record<string, Value>>;
  return (
    left.length === right.length && left.every(([name, value]) => isEqual(value, members[name]))
  );
}
