import { type ChangeAllowance, ChangeBudget } from '../channels/change-budget.ts';
import type { ChannelCountStore } from '../channels/channel-count.ts';
import type { DuePass } from '../channels/due-pass.ts';
import type { PassDeps } from '../channels/pass.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { RollingCountStore } from '../channels/rolling-count-store.ts';
import type { Bus } from '../platform/bus.ts';
import { ChannelCleanup } from './channel-cleanup.ts';
import type { CleanupStop, CleanupStopStore } from './cleanup-stop.ts';
import {
  type ApprovedDeletion,
  type BlockedDeletion,
  DeletionLimiter,
} from './deletion-limiter.ts';
import { changeLimits, type PendingDeletion } from './limits.ts';
import type { CleanupOutcome } from './outcome.ts';
import { ReconnectWindows } from './reconnect-windows.ts';
import type { CleanupSettings } from './settings.ts';

export interface CleanupDeps extends PassDeps {
  settings: CleanupSettings;
  bus: Bus;
  channelCounts: ChannelCountStore;
  deletions: RollingCountStore;
  stops: CleanupStopStore;
}

type CleanupPass = DuePass<CleanupOutcome>;
type IsWanted = (channelArn: string) => boolean;

interface HandleOptions {
  /** Whether a channel may be deleted. If not, it stays due. */
  mayDelete: (deletion: PendingDeletion) => boolean;
  /** Which channels to handle; without it, all. */
  isWanted?: IsWanted;
  /** Delete a channel only for the end that `mayDelete` has seen: the final check may find another. */
  onlyForThatEnd?: boolean;
  /** Counts the deletions; absent for approved ones. */
  budget?: ChangeBudget;
  /** What else the audit says about the deletion of a channel. */
  evidenceOf?: (channelArn: string) => Record<string, unknown> | undefined;
}

/** One run of cleanup. */
export class CleanupRun {
  /** Set if too many channels are due. */
  stopped: CleanupStop | undefined;
  /** Set if the survey may mark so many channels that too many are due. */
  waiting: ChangeAllowance | undefined;
  readonly #deps: CleanupDeps;
  readonly #windows: ReconnectWindows;
  readonly #limiter: DeletionLimiter;
  readonly #budget: ChangeBudget;

  constructor(deps: CleanupDeps) {
    this.#deps = deps;
    this.#windows = new ReconnectWindows(deps.ivs);
    this.#limiter = new DeletionLimiter(deps);
    const { ivs, channelCounts, deletions: changes, clock, settings } = deps;
    const limits = changeLimits(settings.limits);
    const options = { ivs, channelCounts, changes, clock, limits };
    this.#budget = new ChangeBudget({ ...options, removesChannels: true });
  }

  /** Reports what would be deleted. Nothing is deleted, so the limits do not apply. */
  async plan(pass: CleanupPass): Promise<void> {
    await this.#handle(pass, { mayDelete: () => true });
  }

  /** Deletes the approved channels first, and then the others, if the limits allow all of them. */
  async apply(pass: CleanupPass): Promise<void> {
    const approved = await this.#limiter.approved();
    if (approved.size > 0 && !(await this.#handleApproved(pass, approved))) return;
    const isWanted: IsWanted = (arn) => !approved.has(arn);
    const allowance = await this.#budget.read();
    const isAllowed =
      (await this.#areFewMarked(pass, isWanted, allowance)) ||
      (await this.#areFewToDelete(pass, isWanted, allowance));
    if (!isAllowed) return;
    await this.#limiter.clear();
    let deletions = 0;
    // Events may have marked more channels since they were counted.
    const { left, counted } = allowance;
    const mayDelete = ({ channelArn }: PendingDeletion) =>
      counted.has(channelArn) || ++deletions <= left;
    try {
      await this.#handle(pass, { mayDelete, isWanted, budget: this.#budget });
    } finally {
      await this.#budget.flush();
    }
  }

  /**
   * A channel that has streamed again since the approval does not belong to the set any more. Approved
   * deletions do not count.
   */
  #handleApproved(pass: CleanupPass, approved: Map<string, ApprovedDeletion>): Promise<boolean> {
    const mayDelete = ({ channelArn, end }: PendingDeletion) => {
      if (approved.get(channelArn)?.end === end) return true;
      approved.delete(channelArn);
      return false;
    };
    const isWanted: IsWanted = (arn) => approved.has(arn);
    const evidenceOf = (arn: string) => approved.get(arn)?.evidence;
    return this.#handle(pass, { mayDelete, isWanted, onlyForThatEnd: true, evidenceOf });
  }

  #handle(pass: CleanupPass, options: HandleOptions): Promise<boolean> {
    const { mayDelete, isWanted, onlyForThatEnd = false, budget, evidenceOf } = options;
    return pass.run(async (due) => {
      const { channelArn } = due.record;
      const cleanup = this.#cleanupOf(due.record);
      const checked = await cleanup.check(due);
      if (checked.do === 'keep') return checked.outcome;
      const { channel, end } = checked;
      if (!mayDelete({ channelArn, end })) return undefined;
      return cleanup.deleteIfUnchanged(channel, {
        ...(onlyForThatEnd && { onlyForEnd: end }),
        ...(budget && { budget }),
        evidence: evidenceOf?.(channelArn) ?? {},
      });
    }, isWanted);
  }

  /** Whether the limits would allow the deletion of all marked channels. Makes no IVS request. */
  async #areFewMarked(
    { due }: CleanupPass,
    isWanted: IsWanted,
    { left, counted, count }: ChangeAllowance,
  ): Promise<boolean> {
    let marked = count.unmarked;
    let next: string | undefined;
    do {
      const page = await due.page(next);
      marked += page.channelArns.filter((arn) => isWanted(arn) && !counted.has(arn)).length;
      next = page.next;
    } while (next !== undefined && marked <= left);
    return marked <= left;
  }

  /**
   * Checks all marked channels. Those that are kept are not due any more; for example untagged ones,
   * because the end of a stream marks every channel. If too many are left, cleanup stops. While a set
   * waits for approval, the channels are not counted in every run.
   *
   * @returns whether the channels that are left may be deleted
   */
  async #areFewToDelete(
    pass: CleanupPass,
    isWanted: IsWanted,
    allowance: ChangeAllowance,
  ): Promise<boolean> {
    this.stopped = await this.#limiter.currentStop();
    if (this.stopped) return false;
    const blocked: BlockedDeletion[] = [];
    const isComplete = await pass.run(async (due) => {
      const { record, channel } = due;
      const checked = await this.#cleanupOf(record).check(due);
      if (checked.do === 'keep') return checked.outcome;
      const { facts, end } = checked;
      blocked.push({ record, facts, end, name: channel?.name ?? '' });
      return undefined;
    }, isWanted);
    const { left, counted, count } = allowance;
    const { unmarked } = count;
    const uncounted = blocked.filter(({ record }) => !counted.has(record.channelArn)).length;
    if (uncounted === 0 || uncounted + unmarked <= left) return isComplete;
    const waits = unmarked > 0 && !(await this.#limiter.isStopped());
    if (waits) this.#wait(blocked.length, allowance);
    else this.stopped = await this.#limiter.stop(blocked, allowance);
    pass.count(waits ? 'waiting' : 'limit-reached', blocked.length);
    return false;
  }

  /** The survey continues every few minutes. When it has finished, the set of due channels is complete. */
  #wait(due: number, allowance: ChangeAllowance): void {
    this.waiting = allowance;
    const message = 'cleanup waits until the survey has marked the channels that may be due too';
    const { allowed, made: deleted, count } = allowance;
    this.#deps.log.info(message, { due, allowed, deleted, ...count });
  }

  #cleanupOf(record: ChannelRecord): ChannelCleanup {
    return new ChannelCleanup(record, { ...this.#deps, windows: this.#windows });
  }
}
