import { type AskPage, type Item, itemsOf, type ListOf, type Page, type Source } from './source.ts';

interface LiveSweepOptions {
  ask: AskPage;
  list: ListOf;
  /** The wait between two polls, ms. */
  restMs: number;
  /** The wait until all pages were seen once, ms. */
  firstSweepMs: number;
}

/**
 * A list that changes all the time, newest first. Each poll asks for its first page, and for one of the others in turn. What a page
 * does not show any more, between its first and its last item, is gone; so is what a complete sweep did not show.
 */
export class LiveSweep implements Source {
  readonly #options: LiveSweepOptions;
  #items: Item[] = [];
  /** Keys that the present sweep has shown. */
  #seen = new Set<string>();
  /** The next page of the present sweep; undefined: a sweep begins. */
  #token: string | undefined;
  /** The last item of the sweep so far. */
  #last: string | undefined;
  #isFirst = true;

  constructor(options: LiveSweepOptions) {
    this.#options = options;
  }

  get restMs(): number {
    return this.#isFirst ? this.#options.firstSweepMs : this.#options.restMs;
  }

  restart(): void {
    // The first page is asked each time anyway.
  }

  async ask(): Promise<unknown> {
    const { ask, list } = this.#options;
    const token = this.#token;
    try {
      const [first, further] = await Promise.all([
        ask(),
        token === undefined ? undefined : ask(token),
      ]);
      this.#takeFirst(first);
      if (further && first.nextToken !== undefined) this.#takeFurther(further);
      const { nextToken: _, ...answer } = first;
      return { ...answer, [list.member]: this.#items };
    } catch (error) {
      this.#beginSweep(undefined);
      throw error;
    }
  }

  #takeFirst(page: Page): void {
    const shown = itemsOf(page, this.#options.list);
    if (page.nextToken === undefined) {
      this.#items = shown;
      this.#isFirst = false;
      this.#beginSweep(undefined);
      return;
    }
    this.#replace(shown, 0);
    for (const item of shown) this.#seen.add(this.#keyOf(item));
    if (this.#token === undefined) this.#beginSweep(page);
  }

  #takeFurther(page: Page): void {
    const shown = itemsOf(page, this.#options.list);
    const before = this.#items.findIndex((item) => this.#keyOf(item) === this.#last);
    this.#replace(shown, before + 1);
    for (const item of shown) this.#seen.add(this.#keyOf(item));
    this.#last = shown.length > 0 ? this.#keyOf(shown.at(-1)) : this.#last;
    this.#token = page.nextToken;
    if (page.nextToken !== undefined) return;
    this.#items = this.#items.filter((item) => this.#seen.has(this.#keyOf(item)));
    this.#isFirst = false;
    this.#beginSweep(undefined);
  }

  #beginSweep(first: Page | undefined): void {
    const shown = first ? itemsOf(first, this.#options.list) : [];
    this.#token = first?.nextToken;
    this.#seen = new Set(shown.map((item) => this.#keyOf(item)));
    this.#last = shown.length > 0 ? this.#keyOf(shown.at(-1)) : undefined;
  }

  /** Puts the items of a page in the place of those from `from` to the last item of the page. */
  #replace(shown: Item[], from: number): void {
    const keys = new Set(shown.map((item) => this.#keyOf(item)));
    const isElsewhere = (item: Item) => !keys.has(this.#keyOf(item));
    const last = this.#keyOf(shown.at(-1));
    const to = this.#items.findIndex((item) => this.#keyOf(item) === last);
    const before = this.#items.slice(0, from).filter(isElsewhere);
    const after = this.#items.slice(Math.max(from, to + 1)).filter(isElsewhere);
    this.#items = [...before, ...shown, ...after];
  }

  #keyOf(item: Item | undefined): string {
    return String(item?.[this.#options.list.key]);
  }
}
