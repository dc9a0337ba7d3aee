import type { AskPage, Page, Source } from './source.ts';

interface SweepOptions {
  ask: AskPage;
  /** Makes one answer of all pages. */
  merge(pages: readonly Page[]): unknown;
  /** The wait between two pages, ms. */
  pageMs: number;
  /** The wait after the last page, ms. */
  restMs: number;
}

/**
 * Asks for one page after the other, and rests after the last one. The first sweep shows each page as it comes. Later ones show
 * their pages when all are known, so that nothing disappears for a moment that only moved to another page.
 */
export class PageSweep implements Source {
  readonly #options: SweepOptions;
  #pages: Page[] = [];
  #answer: unknown;
  #isFirst = true;
  /** Changes when a sweep is to begin again. */
  #beginning = 0;

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  get restMs(): number {
    const { pageMs, restMs } = this.#options;
    return this.#nextToken === undefined ? restMs : pageMs;
  }

  get #nextToken(): string | undefined {
    return this.#pages.at(-1)?.nextToken;
  }

  restart(): void {
    this.#beginning++;
    this.#pages = [];
  }

  async ask(): Promise<unknown> {
    const token = this.#nextToken;
    const before = token === undefined ? [] : this.#pages;
    const beginning = this.#beginning;
    try {
      const page = await this.#options.ask(token);
      // A page that was on its way may be older than the action because of which the sweep begins again.
      if (beginning !== this.#beginning) return this.#answer ?? this.#options.merge([page]);
      this.#pages = [...before, page];
    } catch (error) {
      // A token may be of a list that is not there any more.
      this.#pages = [];
      throw error;
    }
    const isLast = this.#nextToken === undefined;
    if (isLast || this.#isFirst) this.#answer = this.#options.merge(this.#pages);
    if (isLast) this.#isFirst = false;
    return this.#answer;
  }
}

/** @returns the first page with the lists of all of them in `member` */
export function mergedList(pages: readonly Page[], member: string): unknown {
  const { nextToken: _, ...first } = pages[0] ?? {};
  return { ...first, [member]: pages.flatMap((page) => (page[member] as unknown[]) ?? []) };
}
