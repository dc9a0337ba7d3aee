const MAX_CHUNK = 512;

/**
 * A list in order, in chunks. So an insertion in the middle of a long list moves at most a chunk, and a
 * search takes logarithmic time.
 *
 * A position in the list is given by a condition that is false for all elements before it, and true for
 * all elements after it.
 */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  /** No chunk is empty, except the first one of an empty list. */
  readonly #chunks: T[][] = [[]];

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get isEmpty(): boolean {
    return this.#chunks[0]?.length === 0;
  }

  add(element: T): void {
    const [c, i] = this.#position((other) => this.#compare(other, element) > 0);
    const chunk = this.#chunks[c] ?? [];
    chunk.splice(i, 0, element);
    if (chunk.length <= MAX_CHUNK) return;
    // Most lists grow at the end, so the first part stays full.
    const isLast = c === this.#chunks.length - 1 && i === chunk.length - 1;
    this.#chunks.splice(c + 1, 0, chunk.splice(isLast ? MAX_CHUNK : MAX_CHUNK / 2));
  }

  /** Removes the element that compares as equal. */
  remove(element: T): void {
    const [c, i] = this.#position((other) => this.#compare(other, element) >= 0);
    const chunk = this.#chunks[c];
    const found = chunk?.[i];
    if (!chunk || found === undefined || this.#compare(found, element) !== 0) return;
    chunk.splice(i, 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(c, 1);
  }

  /** The first element after the position. */
  first(isAfter: (element: T) => boolean): T | undefined {
    const [c, i] = this.#position(isAfter);
    return this.#chunks[c]?.[i];
  }

  /** The elements after the position, in order. */
  *after(isAfter: (element: T) => boolean): Generator<T> {
    const [c, i] = this.#position(isAfter);
    yield* (this.#chunks[c] ?? []).slice(i);
    for (const chunk of this.#chunks.slice(c + 1)) yield* chunk;
  }

  /** The elements before the position, in reverse order. */
  *before(isAfter: (element: T) => boolean): Generator<T> {
    const [c, i] = this.#position(isAfter);
    yield* (this.#chunks[c] ?? []).slice(0, i).reverse();
    for (const chunk of this.#chunks.slice(0, c).reverse()) yield* [...chunk].reverse();
  }

  [Symbol.iterator](): Iterator<T> {
    return this.after(() => true);
  }

  /** @returns the chunk and the index in it; the end of the last chunk if no element is after it */
  #position(isAfter: (element: T) => boolean): [chunk: number, index: number] {
    const chunks = this.#chunks;
    const c = search(chunks, (chunk) => {
      const last = chunk.at(-1);
      return last !== undefined && isAfter(last);
    });
    const chunk = Math.min(c, chunks.length - 1);
    return [chunk, search(chunks[chunk] ?? [], isAfter)];
  }
}

/** Binary search. @returns the index of the first element for which the condition is true */
function search<T>(list: readonly T[], isAfter: (element: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAfter(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
