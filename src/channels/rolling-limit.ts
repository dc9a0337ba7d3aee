import type { Clock } from '../platform/clock.ts';
import {
  type RollingCount,
  totalOf,
  withChange,
  withMadeChange,
  withoutChange,
  withoutExpired,
} from './rolling-count.ts';
import type { RollingCountStore, VersionedCount } from './rolling-count-store.ts';

export interface RollingLimitOptions {
  store: RollingCountStore;
  clock: Pick<Clock, 'now'>;
  windowMs: number;
}

/** How often a write is tried again that another run has overtaken. */
const MAX_TRIES = 10;

type Edit = (count: RollingCount) => RollingCount;

/**
 * Limits how many changes are made in a rolling window of time, whatever the number of runs. The count is
 * one item of the table. Each change needs one conditional write of it, before the change is made.
 */
export class RollingLimit {
  readonly #options: RollingLimitOptions;
  #known: VersionedCount | undefined;
  /** Outcomes that have not been written yet. The next write contains them. */
  #outcomes: Edit[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: RollingLimitOptions) {
    this.#options = options;
  }

  /** Reads the count from the table. */
  async read(): Promise<RollingCount> {
    return this.#inTurn(async () => {
      this.#known = await this.#options.store.load();
      return this.#current(this.#known);
    });
  }

  /**
   * Counts a change that is about to be made, if the limit allows it. After the change, call `made`; if it
   * was certainly not made, call `notMade`.
   *
   * @param id identifies the change, also when it is tried again
   * @param limitOf how many changes are allowed in the window
   * @param countedAt when the channels were counted last, ISO 8601
   * @returns false if the limit is reached
   * @throws errors of DynamoDB
   */
  async reserve(
    id: string,
    limitOf: (count: RollingCount) => number,
    countedAt?: string,
  ): Promise<boolean> {
    const { clock, windowMs } = this.#options;
    return this.#inTurn(() =>
      this.#write((count) => {
        const next = withChange(count, id, clock.now(), { windowMs, countedAt });
        return totalOf(next) <= limitOf(count) ? next : undefined;
      }),
    );
  }

  made(id: string): void {
    this.#outcomes.push((count) => withMadeChange(count, id));
  }

  notMade(id: string): void {
    this.#outcomes.push((count) => withoutChange(count, id));
  }

  /** Writes the outcomes that are not written yet. Without this, the changes count as made. */
  async flush(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#outcomes.length > 0) await this.#write((count) => count);
    });
  }

  /** @param edit returns undefined if nothing is to be written */
  async #write(edit: (count: RollingCount) => RollingCount | undefined): Promise<boolean> {
    const { store } = this.#options;
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      this.#known ??= await store.load();
      const next = edit(this.#current(this.#known));
      if (!next) return false;
      const written = this.#outcomes.length;
      const saved = await this.#save(next, this.#known.version);
      if (saved) {
        this.#outcomes = this.#outcomes.slice(written);
        return true;
      }
    }
    throw new Error('the count of changes was changed by other runs at each try');
  }

  /** If the write fails or is refused, the count must be read again. */
  async #save(count: RollingCount, version: number): Promise<boolean> {
    this.#known = undefined;
    if (!(await this.#options.store.save(count, version))) return false;
    this.#known = { count, version: version + 1 };
    return true;
  }

  #current({ count }: VersionedCount): RollingCount {
    const { clock, windowMs } = this.#options;
    const known = this.#outcomes.reduce((edited, edit) => edit(edited), count);
    return withoutExpired(known, clock.now(), windowMs);
  }

  /** Several workers share the limit. Each waits until the write of the one before is done. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
