import type { CleanupReason, DeleteReason } from '../channels/audit-reason.ts';
import type { ChangeBudget } from '../channels/change-budget.ts';
import type { DueChannel } from '../channels/due-channel-queue.ts';
import { recordSession } from '../channels/ivs-session.ts';
import { readPolicy } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { Channel } from '../ivs/api.ts';
import { isoTime } from '../platform/clock.ts';
import { type Assessment, assessChannel, assessWithIvs } from './assess-channel.ts';
import {
  ChannelDeletion,
  type ChannelDeletionDeps,
  type DeletionResult,
} from './channel-deletion.ts';
import { consentToDelete, type KeepDecision } from './decide.ts';
import { isSameStream } from './limits.ts';
import type { CleanupOutcome } from './outcome.ts';
import {
  type CleanupFacts,
  CleanupReport,
  decisionText,
  isPlanned,
  plannedText,
} from './report.ts';

/** The first check is complete: the channel was kept, or it is to be deleted for this end (`endOf`). */
export type CheckResult =
  | { do: 'keep'; outcome: CleanupOutcome }
  | { do: 'delete'; channel: Channel; facts: CleanupFacts; end: string };

export interface DeletionOptions {
  /** Delete the channel only if it still ended with this stream (`endOf`). */
  onlyForEnd?: string;
  /** Counts the deletion, and may refuse it. Absent: the deletion is approved and does not count. */
  budget?: ChangeBudget;
  /** What else the audit says about the deletion. */
  evidence?: Record<string, unknown>;
}

/**
 * When DeleteChannel is refused because the channel is live, the channel is checked again after this
 * time, ms: not in the next run, but in the one after it.
 */
const LIVE_RECHECK_MS = 60_000;

/** Cleans up one due channel. `check` keeps it or says that it may go; `deleteIfUnchanged` deletes it. */
export class ChannelCleanup {
  readonly #channelArn: string;
  readonly #record: ChannelRecord;
  readonly #deps: ChannelDeletionDeps;
  readonly #report: CleanupReport;

  constructor(record: ChannelRecord, deps: ChannelDeletionDeps) {
    this.#channelArn = record.channelArn;
    this.#record = record;
    this.#deps = deps;
    this.#report = new CleanupReport(record.channelArn, deps);
  }

  /** Decides by the tags and by what is known about the streams. A channel that is kept is due later, or not marked any more. */
  async check({ channel }: DueChannel): Promise<CheckResult> {
    const record = this.#record;
    if (!channel) return { do: 'keep', outcome: await this.#gone() };
    const { tags = {} } = channel;
    const consent = consentToDelete(readPolicy(tags, this.#deps.tagKeys));
    if (consent.do === 'keep')
      return { do: 'keep', outcome: await this.#keep(consent, { record, tags }) };
    if (this.#deps.settings.mode === 'plan' && isPlanned(record))
      return { do: 'keep', outcome: 'planned' };
    const { facts, decision, end } = await assessChannel(record, channel, this.#deps);
    if (decision.do === 'keep') return { do: 'keep', outcome: await this.#keep(decision, facts) };
    return { do: 'delete', channel, facts, end };
  }

  /**
   * Asks IVS for the streams, and deletes the channel if the decision is the same.
   *
   * @param channel as IVS has returned it for the first check
   */
  async deleteIfUnchanged(channel: Channel, options: DeletionOptions): Promise<CleanupOutcome> {
    const { channels, settings } = this.#deps;
    const [record] = await channels.get([this.#channelArn]);
    if (!record) return 'changed';
    const before = await assessWithIvs(record, channel, this.#deps);
    const { decision, facts, end } = before;
    if (decision.do === 'keep') return this.#keep(decision, facts);
    const { reason } = decision;
    if (settings.mode === 'plan') return this.#plan(reason, facts);
    const { onlyForEnd, budget, evidence = {} } = options;
    if (onlyForEnd !== undefined && !isSameStream(onlyForEnd, end))
      return this.#endedWithAnotherStream(before);
    const target = { channelArn: this.#channelArn, channel, before, reason, evidence };
    const deletion = new ChannelDeletion({ ...target, ...(budget && { budget }) }, this.#deps);
    return this.#finish(await deletion.run(), reason, record);
  }

  async #finish(
    result: DeletionResult,
    reason: DeleteReason,
    record: ChannelRecord,
  ): Promise<CleanupOutcome> {
    switch (result.do) {
      case 'keep':
        return this.#keep(result.decision, result.facts);
      case 'live':
        return this.#refusedAsLive(record);
      case 'other-stream':
        return this.#endedWithAnotherStream(result.assessment);
      case 'limited':
        return this.#report.count('limit-reached');
      case 'changed':
        return this.#report.count('changed');
      default:
        return this.#removeRecord(result.do, reason);
    }
  }

  async #removeRecord(outcome: 'deleted' | 'gone', reason: DeleteReason): Promise<CleanupOutcome> {
    const { channels, log } = this.#deps;
    await channels.remove(this.#channelArn);
    log.info('channel deleted', { channelArn: this.#channelArn, reason, outcome });
    return this.#report.count(outcome);
  }

  async #refusedAsLive(record: ChannelRecord): Promise<CleanupOutcome> {
    const recheckAt = this.#deps.clock.now() + LIVE_RECHECK_MS;
    await this.#saveDecision({ do: 'keep', reason: 'live', recheckAt }, record);
    return this.#report.count('live');
  }

  /** The stream that ended last was not known before. It is stored; the next run decides again. */
  async #endedWithAnotherStream({ streamStatus, sessions }: Assessment): Promise<CleanupOutcome> {
    if (streamStatus.state === 'ended') {
      const { streamId } = streamStatus;
      const known = sessions.filter((session) => session.streamId === streamId);
      const ended = { at: isoTime(streamStatus.at) };
      const facts = { ...Object.assign({}, ...known), streamId, ended };
      await recordSession(this.#channelArn, facts, this.#deps.channels);
    }
    return this.#report.count('changed');
  }

  async #plan(reason: DeleteReason, facts: CleanupFacts): Promise<CleanupOutcome> {
    await this.#report.planned(reason, facts);
    const { record } = facts;
    await this.#deps.channels.update(record, { lastCleanupDecision: plannedText(record) });
    return this.#report.count('planned');
  }

  async #keep(decision: KeepDecision, facts: CleanupFacts): Promise<CleanupReason> {
    await this.#report.kept(decision, facts);
    await this.#saveDecision(decision, facts.record);
    return decision.reason;
  }

  /** Stores the decision, and when to check the channel again; without such a time it is unmarked. */
  async #saveDecision({ recheckAt, reason }: KeepDecision, record: ChannelRecord): Promise<void> {
    await this.#deps.channels.update(record, {
      cleanupDueAt: recheckAt === undefined ? null : isoTime(recheckAt),
      lastCleanupDecision: reason === 'untagged' ? null : decisionText(reason),
    });
  }

  async #gone(): Promise<CleanupOutcome> {
    await this.#report.gone(this.#record);
    await this.#deps.channels.remove(this.#channelArn);
    return this.#report.count('gone');
  }
}
