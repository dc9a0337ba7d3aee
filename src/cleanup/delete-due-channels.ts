import type { ChannelCountStore } from '../channels/channel-count.ts';
import type { DuePass } from '../channels/due-pass.ts';
import type { PassDeps, PassSummary } from '../channels/pass.ts';
import { runLeasedPass } from '../channels/run-due-pass.ts';
import type { Bus } from '../platform/bus.ts';
import { ChannelCleanup } from './channel-cleanup.ts';
import type { CleanupStop, CleanupStopStore } from './cleanup-stop.ts';
import { DeletionLimiter, type Held } from './deletion-limiter.ts';
import { allowedDeletes, type PendingDeletion } from './limits.ts';
import { ReconnectWindows } from './reconnect-windows.ts';
import type { CleanupSettings } from './settings.ts';

export interface CleanupDeps extends PassDeps {
  settings: CleanupSettings;
  bus: Bus;
  channelCounts: ChannelCountStore;
  stops: CleanupStopStore;
}

export interface CleanupSummary extends PassSummary {
  /** Too many are due: nothing was deleted but what an operator had approved. */
  stopped?: { id: string; channels: number; allowed: number };
}

/**
 * One pass over the channels that are marked for deletion.
 *
 *     those that an operator approved -> the others: are they few enough?
 *     few:   each in turn is looked at, and deleted if it may be
 *     many:  all are looked at, and what is to be kept is unmarked; still many? -> stop
 *
 * Each channel: its tags (looked at by 50) and what is known of its streams -> keep, now or for good; or
 * the last look (tags, record and sessions again, then GetStream) -> audit -> the event -> DeleteChannel
 * -> the record goes. Cut off anywhere, the next run finds the channel as it is: still there and
 * decided anew, or gone, which is success.
 */
export async function deleteDueChannels(deps: CleanupDeps): Promise<CleanupSummary> {
  const { mode } = deps.settings;
  if (mode === 'off') return { outcome: 'off', due: 0, counts: {} };
  const run = new CleanupRun(deps);
  const summary = await runLeasedPass('cleanup', deps, (pass) =>
    mode === 'plan' ? run.plan(pass) : run.apply(pass),
  );
  if (!run.stopped) return summary;
  const { id, channels, allowed } = run.stopped;
  return { ...summary, stopped: { id, channels, allowed } };
}

class CleanupRun {
  stopped: CleanupStop | undefined;
  private readonly windows: ReconnectWindows;
  private readonly stops: DeletionLimiter;

  constructor(private readonly deps: CleanupDeps) {
    this.windows = new ReconnectWindows(deps.ivs);
    this.stops = new DeletionLimiter(deps);
  }

  /** Nothing is deleted, so nothing is too much. */
  async plan(pass: DuePass<string>): Promise<void> {
    await this.handle(pass, () => true);
  }

  async apply(pass: DuePass<string>): Promise<void> {
    const approved = await this.stops.approved();
    if (approved.size > 0 && !(await this.handleApproved(pass, approved))) return;
    const others = (arn: string) => !approved.has(arn);
    const { settings, channelCounts } = this.deps;
    const allowed = allowedDeletes(settings.limits, await channelCounts.lastCount());
    if (!(await this.areFew(pass, others, allowed)) && !(await this.count(pass, others, allowed)))
      return;
    await this.stops.clear();
    let begun = 0;
    // More may have been marked since they were counted.
    await this.handle(pass, () => ++begun <= allowed, others);
  }

  /** A channel of the set that has streamed again since is none of the set any more. */
  private handleApproved(pass: DuePass<string>, approved: Map<string, string>): Promise<boolean> {
    const among = (arn: string) => approved.has(arn);
    const inSet = ({ channelArn, end }: PendingDeletion) => {
      if (approved.get(channelArn) === end) return true;
      approved.delete(channelArn);
      return false;
    };
    return this.handle(pass, inSet, among, true);
  }

  /**
   * @param may whether one that is to be deleted is let through; if not, it stays due
   * @param thatEnd let it through for that end only: the last look may find another stream
   */
  private handle(
    pass: DuePass<string>,
    may: (member: PendingDeletion) => boolean,
    wanted?: (channelArn: string) => boolean,
    thatEnd = false,
  ): Promise<boolean> {
    return pass.run(async (item) => {
      const due = this.channel(item.record);
      const assessed = await due.assess(item);
      if (assessed.do === 'keep') return assessed.word;
      const { channelArn } = item.record;
      const { end } = assessed;
      if (!may({ channelArn, end })) return undefined;
      return due.finish(thatEnd ? end : undefined);
    }, wanted);
  }

  /** Whether even if all that is marked were to be deleted, it would not be too much. Asks IVS nothing. */
  private async areFew(
    { now }: DuePass<string>,
    wanted: (channelArn: string) => boolean,
    allowed: number,
  ): Promise<boolean> {
    let marked = 0;
    let next: string | undefined;
    do {
      const page = await this.deps.channels.listDue('cleanup', now, next);
      marked += page.channelArns.filter(wanted).length;
      next = page.next;
    } while (next !== undefined && marked <= allowed);
    return marked <= allowed;
  }

  /**
   * Looks at all that is due, and unmarks what is to be kept: an ended stream marks its channel whether
   * that is tagged or not. A set that waits for approval is not counted again at every run.
   *
   * @returns whether what is left may be deleted
   */
  private async count(
    pass: DuePass<string>,
    wanted: (channelArn: string) => boolean,
    allowed: number,
  ): Promise<boolean> {
    this.stopped = await this.stops.currentStop();
    if (this.stopped) return false;
    const held: Held[] = [];
    const whole = await pass.run(async (item) => {
      const { record } = item;
      const assessed = await this.channel(record).assess(item);
      if (assessed.do === 'keep') return assessed.word;
      held.push({ record, looked: assessed.looked, end: assessed.end });
      return undefined;
    }, wanted);
    if (held.length <= allowed) return whole;
    this.stopped = await this.stops.stop(held, allowed);
    pass.count('limit-reached', held.length);
    return false;
  }

  private channel(record: Held['record']): ChannelCleanup {
    return new ChannelCleanup(record, { ...this.deps, windows: this.windows });
  }
}
