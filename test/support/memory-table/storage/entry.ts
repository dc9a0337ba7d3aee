import { orderStrings, utf8Order } from '../compare.ts';
import type { Item } from '../values.ts';
import type { KeyNames } from './schema.ts';

/** An item in the table or in an index, with its place. */
export interface Entry {
  hash: string;
  /** The range key, as `utf8Order` makes it. */
  order: string;
  /** The key in the table, as `utf8Order` makes it. For an item in the table, the same as above. */
  tableHash: string;
  tableOrder: string;
  item: Item;
  /** Of `item`, in bytes. */
  size: number;
  /** Its place in the queue of the TTL, s; undefined if it is not in the queue, or in an index. */
  queuedAt: number | undefined;
}

/** @param key whose attributes are all strings in `item` */
export function keyOf(item: Item, { hash, range }: KeyNames): { hash: string; order: string } {
  return { hash: String(item[hash]), order: utf8Order(String(item[range])) };
}

/**
 * The order in a partition. DynamoDB does not define the order of items with the same key in an index.
 * Here it is the order of their keys in the table.
 */
export const compareEntries = (a: Entry, b: Entry): number =>
  orderStrings(a.order, b.order) ||
  orderStrings(a.tableHash, b.tableHash) ||
  orderStrings(a.tableOrder, b.tableOrder);
