import { errorMessage } from '../platform/errors.ts';

/** The result of a lookup. `problem`: why the region is not known. */
export type FoundRegion = { region: string } | { problem: string };

/** Looks up the region of the publisher, once. A lookup that failed is repeated for the next caller. */
export class RegionLookup {
  readonly #find: () => Promise<string>;
  readonly #waiting: ((found: FoundRegion) => void)[] = [];
  #known: string | undefined;

  /** @param find finds the region, or throws */
  constructor(find: () => Promise<string>) {
    this.#find = find;
  }

  /** Undefined as long as no lookup has succeeded. */
  get known(): string | undefined {
    return this.#known;
  }

  /**
   * Passes the region on. `use` is a callback and not a promise, so that callers get the region in the order
   * of their calls, whatever else runs.
   *
   * @param use called once: at once if the region is known, else when the lookup ends
   */
  get(use: (found: FoundRegion) => void): void {
    if (this.#known !== undefined) {
      use({ region: this.#known });
      return;
    }
    if (this.#waiting.push(use) === 1) void this.#lookUp();
  }

  async #lookUp(): Promise<void> {
    const found = await this.#tryFind();
    // The iteration includes callers that come while it runs, so they stay behind the earlier ones.
    for (const use of this.#waiting) use(found);
    this.#waiting.length = 0;
    if ('region' in found) this.#known = found.region;
  }

  async #tryFind(): Promise<FoundRegion> {
    try {
      return { region: await this.#find() };
    } catch (error) {
      return { problem: errorMessage(error) };
    }
  }
}
