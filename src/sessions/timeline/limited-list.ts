/** A list that holds the first entries, up to a limit, and counts all. */
export class LimitedList<T> {
  readonly items: T[] = [];
  readonly #limit: number;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many entries were added, whether or not the list holds them. */
  get count(): number {
    return this.#count;
  }

  add(item: T): void {
    this.#count += 1;
    if (this.items.length < this.#limit) this.items.push(item);
  }
}
