import type { ChannelCount, ChannelCountStore } from '../channels/channel-count.ts';
import { madeUntil, type RollingCount, totalOf } from '../channels/rolling-count.ts';
import type { RollingCountStore } from '../channels/rolling-count-store.ts';
import { RollingLimit } from '../channels/rolling-limit.ts';
import type { IvsApi } from '../ivs/api.ts';
import { type Clock, isoTime } from '../platform/clock.ts';
import { countChannels } from './count-channels.ts';
import { allowedDeletes, type CleanupLimits, enoughChannels } from './limits.ts';

export interface DeletionBudgetDeps {
  ivs: Pick<IvsApi, 'listChannels'>;
  channelCounts: ChannelCountStore;
  deletions: RollingCountStore;
  clock: Pick<Clock, 'now'>;
  settings: { limits: CleanupLimits };
}

/** How many channels may be deleted without approval. */
export interface DeletionAllowance {
  /** In the whole window. */
  allowed: number;
  /** How many were deleted in the window, without approval. */
  deleted: number;
  /** How many may be deleted now. */
  left: number;
  /** Channels that may be due too: the survey has counted them, but not marked them yet. */
  unmarked: number;
}

/** Limits the deletions in the rolling window `windowMs`, for one run. */
export class DeletionBudget {
  readonly #deps: DeletionBudgetDeps;
  readonly #limit: RollingLimit;
  #count: ChannelCount | undefined;

  constructor(deps: DeletionBudgetDeps) {
    const { deletions: store, clock, settings } = deps;
    this.#deps = deps;
    this.#limit = new RollingLimit({ store, clock, windowMs: settings.limits.windowMs });
  }

  /** Reads what may be deleted. If no survey has counted the channels yet, this counts them. */
  async read(): Promise<DeletionAllowance> {
    const { channelCounts, clock } = this.#deps;
    const count = (await channelCounts.last(clock.now())) ?? (await this.#countNow());
    this.#count = count;
    const deletions = await this.#limit.read();
    const [allowed, deleted] = [this.#allowed(deletions, count), totalOf(deletions)];
    return { allowed, deleted, left: Math.max(0, allowed - deleted), unmarked: count.unmarked };
  }

  /**
   * Counts a deletion, right before the request.
   *
   * @returns false if the limit is reached
   */
  async reserve(channelArn: string): Promise<boolean> {
    const count = this.#count;
    if (!count) throw new Error('the budget must be read before a deletion is reserved');
    return this.#limit.reserve(channelArn, (deletions) => this.#allowed(deletions, count));
  }

  deleted(channelArn: string): void {
    this.#limit.made(channelArn);
  }

  /** The channel was certainly not deleted. */
  kept(channelArn: string): void {
    this.#limit.notMade(channelArn);
  }

  /** Writes the outcomes of the last deletions. */
  flush(): Promise<void> {
    return this.#limit.flush();
  }

  #allowed(deletions: RollingCount, { channels, countedAt }: ChannelCount): number {
    // The share is of the channels at the beginning of the window. Otherwise it would shrink with each
    // deletion, and an account of 25 channels would become a small one, which has no share.
    return allowedDeletes(this.#deps.settings.limits, channels + madeUntil(deletions, countedAt));
  }

  async #countNow(): Promise<ChannelCount> {
    const { ivs, clock, settings } = this.#deps;
    const countedAt = isoTime(clock.now());
    const channels = await countChannels(ivs, enoughChannels(settings.limits));
    return { channels, countedAt, unmarked: 0 };
  }
}
