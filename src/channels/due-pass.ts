import { SnapshotExpiredError } from '../ivs/errors.ts';
import { isoTime } from '../platform/clock.ts';
import { errorMessage, errorName, OutOfTimeError } from '../platform/errors.ts';
import type { HeldLease } from '../platform/lease.ts';
import { DueChannelQueue, type FetchedDueChannel } from './due-channel-queue.ts';
import type { DueList } from './due-list.ts';
import type { HandleDueChannel, PassDeps, PassSummary, UnfinishedOutcome } from './pass.ts';
import { type ChannelRecord, DUE_AT, hasPendingWork } from './record.ts';

/** A channel that failed is tried again after this time, ms. Until then it does not delay the others. */
const FAILED_RECHECK_MS = 5 * 60_000;
/** The same for a channel with an unfinished rotation, ms: it may be without a stream key, or with one that nobody knows. */
const UNFINISHED_RECHECK_MS = 30_000;

/**
 * Goes over the due channels. Several workers each handle one channel at a time. The pass stops when
 * the time is used up or the lease should be released: the channels in work are finished, the others
 * stay due. A channel that fails is counted and logged, and is due again later.
 */
export class DuePass<Outcome extends string> {
  /** Channels that become due later are left to the next run. */
  readonly due: DueList;
  readonly #deps: PassDeps;
  readonly #lease: HeldLease;
  readonly #summary: PassSummary<Outcome>;
  #stopped = false;

  /** @param summary the pass adds its counts to it */
  constructor(due: DueList, deps: PassDeps, lease: HeldLease, summary: PassSummary<Outcome>) {
    this.due = due;
    this.#deps = deps;
    this.#lease = lease;
    this.#summary = summary;
  }

  /**
   * @param isWanted which channels to handle; without it, all
   * @returns false if the pass stopped before the last channel
   */
  async run(
    handle: HandleDueChannel<Outcome>,
    isWanted?: (channelArn: string) => boolean,
  ): Promise<boolean> {
    const { channels, ivs, workers = 1 } = this.#deps;
    const queue = new DueChannelQueue({
      ...{ due: this.due, channels, ivs, refillBelow: workers },
      ...(isWanted && { isWanted }),
    });
    const work = Array.from({ length: workers }, () => this.#work(queue, handle));
    for (const done of await Promise.allSettled(work)) {
      if (done.status === 'rejected' && !(done.reason instanceof OutOfTimeError)) throw done.reason;
    }
    return !this.#stopped;
  }

  /** Adds channels that were due to the summary. */
  count(outcome: Outcome | UnfinishedOutcome, channels = 1): void {
    this.#summary.due += channels;
    this.#summary.counts[outcome] = (this.#summary.counts[outcome] ?? 0) + channels;
  }

  async #work(queue: DueChannelQueue, handle: HandleDueChannel<Outcome>): Promise<void> {
    try {
      for (;;) {
        if (this.#stopped) return;
        const fetched = await queue.take();
        if (!fetched) return;
        if (this.#stopped || (await this.#lease.shouldRelease())) return this.#stop();
        await this.#handleOne(fetched, handle);
        queue.release(fetched);
      }
    } catch (error) {
      this.#stop();
      if (error instanceof OutOfTimeError) {
        this.#deps.log.info('the time is used up; the next run continues', { pass: this.due.kind });
      }
      throw error;
    }
  }

  async #handleOne(
    { record, snapshot }: FetchedDueChannel,
    handle: HandleDueChannel<Outcome>,
  ): Promise<void> {
    try {
      if ('error' in snapshot) throw snapshot.error;
      const outcome = await handle({ record, ...snapshot });
      if (outcome !== undefined) this.count(outcome);
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      if (error instanceof SnapshotExpiredError) return this.count('throttled');
      this.#reportFailure(record, error);
      await this.#postpone(record);
    }
  }

  #reportFailure({ channelArn }: ChannelRecord, error: unknown): void {
    const { log, metrics } = this.#deps;
    const pass = this.due.kind;
    log.error('handling the channel failed; it is tried again later', {
      ...{ pass, channelArn, error: errorName(error), reason: errorMessage(error) },
    });
    metrics.add('ChannelFailed', 1, { dimensions: { pass } });
    this.count('failed');
  }

  async #postpone(record: ChannelRecord): Promise<void> {
    const { channels, clock } = this.#deps;
    const [current = record] = await channels.get([record.channelArn]);
    const isUnfinished = this.due.kind === 'rotation' && hasPendingWork(current);
    const waitMs = isUnfinished ? UNFINISHED_RECHECK_MS : FAILED_RECHECK_MS;
    const dueAt = isoTime(clock.now() + waitMs);
    // Also if an event has touched the channel meanwhile: it would fail again in the next run.
    await channels.update(current, { [DUE_AT[this.due.kind]]: dueAt }, 'always');
  }

  #stop(): void {
    this.#stopped = true;
    this.#summary.outcome = 'partial';
  }
}
