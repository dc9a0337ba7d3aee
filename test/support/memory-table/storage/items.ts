import { itemSize } from '../size.ts';
import type { Item, Value } from '../values.ts';
import { type Entry, keyOf } from './entry.ts';
import { Expiry } from './expiry.ts';
import { Partitions } from './partitions.ts';
import type { TableSchema } from './schema.ts';
import { type IndexLag, SecondaryIndex } from './secondary-index.ts';
import type { SortedList } from './sorted-list.ts';

/** The items of the table, its indexes and its TTL. What it returns must not be changed. */
export class Items {
  readonly schema: TableSchema;
  readonly #partitions = new Partitions();
  /** By hash key and range key: most requests name both. */
  readonly #byKey = new Map<Value | undefined, Map<Value | undefined, Entry>>();
  readonly #indexes: ReadonlyMap<string, SecondaryIndex>;
  readonly #expiry: Expiry;
  #count = 0;

  constructor(schema: TableSchema, lag: IndexLag | undefined) {
    this.schema = schema;
    const indexes = [...schema.indexes].map(
      ([name, key]) => [name, new SecondaryIndex(key, schema.key, lag)] as const,
    );
    this.#indexes = new Map(indexes);
    this.#expiry = new Expiry(schema.ttl);
  }

  get count(): number {
    return this.#count;
  }

  /** @param key an item or its key */
  find(key: Item): Entry | undefined {
    const { hash, range } = this.schema.key;
    return this.#byKey.get(key[hash])?.get(key[range]);
  }

  /** @param entry where the item is stored now, if it is */
  put(item: Item, entry: Entry | undefined, size = itemSize(item)): void {
    const before = entry?.item;
    const stored = entry ?? this.#add(item, size);
    stored.item = item;
    stored.size = size;
    this.#expiry.write(stored);
    this.#writeIndexes(before, item);
  }

  delete(entry: Entry): void {
    this.#partitions.remove(entry);
    const { hash, range } = this.schema.key;
    const siblings = this.#byKey.get(entry.item[hash]);
    siblings?.delete(entry.item[range]);
    if (siblings?.size === 0) this.#byKey.delete(entry.item[hash]);
    this.#count -= 1;
    this.#writeIndexes(entry.item, undefined);
  }

  /** Deletes the items that have expired. @param now s since the epoch @returns the deleted items */
  expire(now: number): Item[] {
    const deleted: Item[] = [];
    for (const entry of this.#expiry.take(now)) {
      if (this.find(entry.item) !== entry) continue;
      this.delete(entry);
      deleted.push(entry.item);
    }
    return deleted;
  }

  /** @returns undefined if no item has this hash key */
  partition(hash: string, index?: string): SortedList<Entry> | undefined {
    if (index === undefined) return this.#partitions.get(hash);
    return this.#indexes.get(index)?.partition(hash);
  }

  /** The items in the order of their keys. @param hash only those with this hash key */
  *inOrder(hash?: string): Generator<Item> {
    const hashes = hash === undefined ? [...this.#partitions.hashes()].sort() : [hash];
    for (const one of hashes) {
      for (const { item } of this.#partitions.get(one) ?? []) yield item;
    }
  }

  clear(): void {
    this.#count = 0;
    this.#partitions.clear();
    this.#byKey.clear();
    this.#expiry.clear();
    for (const index of this.#indexes.values()) index.clear();
  }

  #add(item: Item, size: number): Entry {
    const { hash, order } = keyOf(item, this.schema.key);
    const [tableHash, tableOrder] = [hash, order];
    const entry: Entry = { hash, order, tableHash, tableOrder, item, size, queuedAt: undefined };
    this.#partitions.add(entry);
    const names = this.schema.key;
    const siblings = this.#byKey.get(item[names.hash]) ?? new Map<Value | undefined, Entry>();
    this.#byKey.set(item[names.hash], siblings.set(item[names.range], entry));
    this.#count += 1;
    return entry;
  }

  #writeIndexes(before: Item | undefined, after: Item | undefined): void {
    for (const index of this.#indexes.values()) index.write(before, after);
  }
}
