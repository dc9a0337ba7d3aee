import type { IvsApi } from '../ivs/api.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { allowedChanges, type ChangeLimits, enoughChannels } from './change-limits.ts';
import type { ChannelCount, ChannelCountStore } from './channel-count.ts';
import { countChannels } from './count-channels.ts';
import { madeUntil, type RollingCount, totalOf } from './rolling-count.ts';
import type { RollingCountStore } from './rolling-count-store.ts';
import { RollingLimit } from './rolling-limit.ts';

export interface ChangeBudgetOptions {
  ivs: Pick<IvsApi, 'listChannels'>;
  channelCounts: Pick<ChannelCountStore, 'last'>;
  changes: RollingCountStore;
  clock: Pick<Clock, 'now'>;
  limits: ChangeLimits;
  /** Whether each change removes a channel. */
  removesChannels: boolean;
}

/** How many changes may be made without approval. */
export interface ChangeAllowance {
  /** In the whole window. */
  allowed: number;
  /** How many were made in the window. */
  made: number;
  /** How many may be made now, besides those in `counted`. */
  left: number;
  /** The ids of changes that are counted already, because their outcome is not known. They may be tried again. */
  counted: ReadonlySet<string>;
  /** What the survey has counted. */
  count: ChannelCount;
}

/** Limits the changes of one kind in a rolling window, for one run. */
export class ChangeBudget {
  readonly #options: ChangeBudgetOptions;
  readonly #limit: RollingLimit;
  #count: ChannelCount | undefined;

  constructor(options: ChangeBudgetOptions) {
    const { changes: store, clock, limits } = options;
    this.#options = options;
    this.#limit = new RollingLimit({ store, clock, windowMs: limits.windowMs });
  }

  /** Reads what may be changed. If no survey has counted the channels yet, this counts them. */
  async read(): Promise<ChangeAllowance> {
    const { channelCounts, clock } = this.#options;
    const count = (await channelCounts.last(clock.now())) ?? (await this.#countNow());
    this.#count = count;
    const changes = await this.#limit.read();
    const [allowed, made] = [this.#allowed(changes, count), totalOf(changes)];
    const counted = new Set(Object.keys(changes.open));
    return { allowed, made, left: Math.max(0, allowed - made), counted, count };
  }

  /**
   * Counts a change, right before the request.
   *
   * @param id identifies the change, also when it is tried again
   * @returns false if the limit is reached
   */
  async reserve(id: string): Promise<boolean> {
    const count = this.#count;
    if (!count) throw new Error('the budget must be read before a change is reserved');
    const { countedAt } = count;
    return this.#limit.reserve(id, (changes) => this.#allowed(changes, count), countedAt);
  }

  made(id: string): void {
    this.#limit.made(id);
  }

  /** The change was certainly not made. */
  notMade(id: string): void {
    this.#limit.notMade(id);
  }

  /** Writes the outcomes of the last changes. */
  flush(): Promise<void> {
    return this.#limit.flush();
  }

  #allowed(changes: RollingCount, { channels, countedAt }: ChannelCount): number {
    const { limits, removesChannels } = this.#options;
    // The share is of the channels at the beginning of the window. Otherwise it would shrink with each
    // deletion, and an account of 25 channels would become a small one, which has no share.
    const removed = removesChannels ? madeUntil(changes, countedAt) : 0;
    return allowedChanges(limits, channels + removed);
  }

  async #countNow(): Promise<ChannelCount> {
    const { ivs, clock, limits } = this.#options;
    const countedAt = isoTime(clock.now());
    const channels = await countChannels(ivs, enoughChannels(limits));
    return { channels, countedAt, unmarked: 0, newRules: 0 };
  }
}
