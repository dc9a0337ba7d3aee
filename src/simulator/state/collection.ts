interface CollectionEntry<T> {
  position: number;
  key: string;
  value: T;
}

/** A part of a collection. */
export interface Slice<T> {
  items: T[];
  /** The position after which the next slice begins; absent for the last slice. */
  next?: number;
}

/**
 * Values by key, in the order in which they were added. A slice from the end costs the same as one from the
 * start. A position stays valid when values are deleted.
 */
export class Collection<T> {
  readonly #byKey = new Map<string, CollectionEntry<T>>();
  readonly #inOrder: CollectionEntry<T>[] = [];
  #lastPosition = 0;

  get size(): number {
    return this.#byKey.size;
  }

  get(key: string): T | undefined {
    return this.#byKey.get(key)?.value;
  }

  /** Adds a value at the end, or replaces the value of the key where it is. */
  set(key: string, value: T): void {
    const known = this.#byKey.get(key);
    if (known) {
      known.value = value;
      return;
    }
    const entry = { position: ++this.#lastPosition, key, value };
    this.#byKey.set(key, entry);
    this.#inOrder.push(entry);
  }

  delete(key: string): void {
    const entry = this.#byKey.get(key);
    if (!entry) return;
    this.#byKey.delete(key);
    this.#inOrder.splice(this.#indexAfter(entry.position - 1), 1);
  }

  *values(): Generator<T> {
    for (const entry of this.#inOrder) yield entry.value;
  }

  /**
   * @returns up to `limit` values after the position `after` (0: from the start) for which `accept` is
   *   true
   */
  slice(after: number, limit: number, accept: (value: T) => boolean = () => true): Slice<T> {
    const items: T[] = [];
    let last = after;
    for (let i = this.#indexAfter(after); i < this.#inOrder.length; i++) {
      const entry = this.#inOrder[i];
      if (!entry || !accept(entry.value)) continue;
      if (items.length === limit) return { items, next: last };
      items.push(entry.value);
      last = entry.position;
    }
    return { items };
  }

  /** Binary search. @returns the index of the first entry after `position` */
  #indexAfter(position: number): number {
    let [low, high] = [0, this.#inOrder.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#inOrder[middle]?.position ?? 0) > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
