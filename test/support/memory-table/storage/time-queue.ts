/** Elements with a time, the earliest first (a binary heap). */
export class TimeQueue<T> {
  readonly #heap: { at: number; element: T }[] = [];

  add(at: number, element: T): void {
    const heap = this.#heap;
    let i = heap.push({ at, element }) - 1;
    while (i > 0) {
      const parent = (i - 1) >>> 1;
      if (this.#at(parent) <= at) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** Removes the earliest element. @returns undefined if none has a time before `now` */
  take(now: number): { at: number; element: T } | undefined {
    const heap = this.#heap;
    const [first] = heap;
    if (!first || first.at >= now) return undefined;
    const last = heap.pop();
    if (last && last !== first) {
      heap[0] = last;
      this.#sink();
    }
    return first;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #sink(): void {
    let i = 0;
    for (;;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const least = this.#at(right) < this.#at(left) ? right : left;
      if (this.#at(least) >= this.#at(i)) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #at(i: number): number {
    return this.#heap[i]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(i: number, j: number): void {
    const heap = this.#heap;
    const [a, b] = [heap[i], heap[j]];
    if (!a || !b) return;
    heap[i] = b;
    heap[j] = a;
  }
}
