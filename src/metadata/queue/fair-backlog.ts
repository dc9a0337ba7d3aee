import type { Backlog, Reservation } from './backlog.ts';
import type { QueueDepth } from './queue-depth.ts';

/** Up to this share of the most SQS messages, each channel may have its whole backlog. */
const FREE_SHARE = 0.4;
/** A channel with a shorter backlog does not make anybody count the queue, ms. */
const QUIET_MS = 5_000;
/** How long a count is used, ms. */
const COUNT_MS = 1_000;

export interface FairBacklogOptions {
  /** The backlog of each channel. */
  backlog: Backlog;
  maxBacklogMs: number;
  depth: QueueDepth;
  /** The most SQS messages that the queue should hold. */
  maxQueued: number;
}

/**
 * Bounds the backlogs of all channels together. SQS looks only at the first 120,000 messages of a FIFO queue, so a few
 * channels with many small messages could hide all others.
 *
 * The fuller the queue, the shorter the backlog that a channel may have. So busy channels are refused first, and a channel
 * without a backlog can always queue a message.
 *
 *     backlog
 *       |------------.
 *       |              `.
 *       |                 `.
 *       |____________________`.____
 *       0           40 %     100 %   SQS messages in the queue
 */
export class FairBacklog implements Backlog {
  readonly #options: FairBacklogOptions;
  /** The last count, and the SQS messages that were reserved here since it began. */
  #counted = { at: Number.NEGATIVE_INFINITY, depth: 0 };
  #added = 0;

  constructor(options: FairBacklogOptions) {
    this.#options = options;
  }

  async reserve(channelArn: string, costs: readonly number[], now: number): Promise<Reservation> {
    const limitMs = this.#limitMs;
    const reservation = await this.#options.backlog.reserve(channelArn, costs, now, limitMs);
    this.#added += reservation.count;
    const isBusy = reservation.backlogMs > QUIET_MS || reservation.count < costs.length;
    if (isBusy && now - this.#counted.at >= COUNT_MS) await this.#count(now);
    return reservation;
  }

  get #limitMs(): number {
    const { maxQueued, maxBacklogMs } = this.#options;
    return allowedBacklogMs((this.#counted.depth + this.#added) / maxQueued, maxBacklogMs);
  }

  async #count(now: number): Promise<void> {
    const before = this.#added;
    this.#counted = { ...this.#counted, at: now };
    // Without an answer, SQS takes no messages either.
    const depth = await this.#options.depth().catch(() => this.#counted.depth + before);
    this.#counted = { at: now, depth };
    this.#added -= before;
  }
}

/** @param fill the SQS messages in the queue, as a share of the most that it should hold @returns whole ms */
export function allowedBacklogMs(fill: number, maxBacklogMs: number): number {
  const share = (1 - fill) / (1 - FREE_SHARE);
  return Math.floor(maxBacklogMs * Math.min(1, Math.max(0, share)));
}
