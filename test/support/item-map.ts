import type { Key } from '../../src/platform/table.ts';
import type { Item, MemoryTable } from './memory-table/memory-table.ts';

/** How items of one kind are seen as a map. */
interface ItemKind<T> {
  /** @returns undefined for an item of another kind */
  entryOf(item: Item): [name: string, value: T] | undefined;
  keyOf(name: string): Key;
  /** Needed by `set`: the attributes besides the key. */
  attributesOf?(value: T): object;
}

/**
 * The items of one kind as a map by name, in the order of their keys. It reads the table at each use, and
 * what it returns are copies: `set` changes an item.
 */
export class ItemMap<T> {
  readonly #memory: MemoryTable;
  readonly #kind: ItemKind<T>;

  constructor(memory: MemoryTable, kind: ItemKind<T>) {
    this.#memory = memory;
    this.#kind = kind;
  }

  get size(): number {
    return this.entries().length;
  }

  get(name: string): T | undefined {
    const item = this.#memory.get(this.#kind.keyOf(name));
    return item && this.#kind.entryOf(item)?.[1];
  }

  keys(): string[] {
    return this.entries().map(([name]) => name);
  }

  values(): T[] {
    return this.entries().map(([, value]) => value);
  }

  entries(): [name: string, value: T][] {
    return this.#memory.items().flatMap((item) => {
      const entry = this.#kind.entryOf(item);
      return entry ? [entry] : [];
    });
  }

  [Symbol.iterator](): Iterator<[name: string, value: T]> {
    return this.entries()[Symbol.iterator]();
  }

  set(name: string, value: T): void {
    if (!this.#kind.attributesOf) throw new Error('this map of items can only be read');
    this.#memory.put({ ...this.#kind.attributesOf(value), ...this.#kind.keyOf(name) });
  }

  delete(name: string): void {
    this.#memory.delete(this.#kind.keyOf(name));
  }

  clear(): void {
    for (const name of this.keys()) this.delete(name);
  }
}
