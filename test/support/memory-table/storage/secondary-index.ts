import { utf8Order } from '../compare.ts';
import { itemSize } from '../size.ts';
import type { Item, Value } from '../values.ts';
import { type Entry, keyOf } from './entry.ts';
import { Partitions } from './partitions.ts';
import type { KeyNames } from './schema.ts';
import type { SortedList } from './sorted-list.ts';

/** How late an index shows a write. */
export interface IndexLag {
  /** The present time, ms since the epoch. */
  now(): number;
  /** The lag of the next write, ms. */
  lag(): number;
}

interface Change {
  visibleAt: number;
  before: Entry | undefined;
  after: Entry | undefined;
}

/**
 * A global secondary index that holds only keys. It is sparse: an item without both of its attributes is
 * not in it.
 */
export class SecondaryIndex {
  readonly key: KeyNames;
  readonly #tableKey: KeyNames;
  readonly #projection: readonly string[];
  readonly #lag: IndexLag | undefined;
  readonly #partitions = new Partitions();
  /** Changes that the index does not show yet, in the order of their writes. */
  #pending: Change[] = [];

  constructor(key: KeyNames, tableKey: KeyNames, lag: IndexLag | undefined) {
    this.key = key;
    this.#tableKey = tableKey;
    this.#projection = [...new Set([tableKey.hash, tableKey.range, key.hash, key.range])];
    this.#lag = lag;
  }

  /** Takes over a write of an item. */
  write(before: Item | undefined, after: Item | undefined): void {
    const { hash, range } = this.key;
    const [was, is] = [before?.[hash], after?.[hash]];
    if (was === is && (is === undefined || before?.[range] === after?.[range])) return;
    const isIndexed = (item: Item | undefined): item is Item =>
      item !== undefined && hash in item && range in item;
    if (!isIndexed(before) && !isIndexed(after)) return;
    const change = {
      before: isIndexed(before) ? this.#place(before) : undefined,
      after: isIndexed(after) ? this.#entry(after) : undefined,
    };
    if (!this.#lag) {
      this.#apply(change);
      return;
    }
    const visibleAt = this.#lag.now() + this.#lag.lag();
    const last = this.#pending.at(-1)?.visibleAt ?? visibleAt;
    this.#pending.push({ ...change, visibleAt: Math.max(last, visibleAt) });
  }

  /** @returns undefined if no item has this hash key */
  partition(hash: string): SortedList<Entry> | undefined {
    this.#catchUp();
    return this.#partitions.get(hash);
  }

  clear(): void {
    this.#pending = [];
    this.#partitions.clear();
  }

  #catchUp(): void {
    if (!this.#lag || this.#pending.length === 0) return;
    const now = this.#lag.now();
    const later = this.#pending.findIndex(({ visibleAt }) => visibleAt > now);
    const due = this.#pending.splice(0, later === -1 ? this.#pending.length : later);
    for (const change of due) this.#apply(change);
  }

  #apply({ before, after }: Omit<Change, 'visibleAt'>): void {
    if (before) this.#partitions.remove(before);
    if (after) this.#partitions.add(after);
  }

  #entry(item: Item): Entry {
    const projected: Record<string, Value> = {};
    for (const name of this.#projection) projected[name] = item[name] ?? null;
    const entry = this.#place(item);
    entry.item = projected;
    entry.size = itemSize(projected);
    return entry;
  }

  /** An entry that compares as equal to that of the item. */
  #place(item: Item): Entry {
    const { hash, order } = keyOf(item, this.key);
    const table = keyOf(item, this.#tableKey);
    const [tableHash, tableOrder] = [utf8Order(table.hash), table.order];
    return { hash, order, tableHash, tableOrder, item, size: 0, queuedAt: undefined };
  }
}
