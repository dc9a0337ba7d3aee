import { withAuditRecord } from '../channels/audit.ts';
import type { CleanupReason, DeleteReason } from '../channels/audit-reason.ts';
import type { DueChannel } from '../channels/due-channel-queue.ts';
import { readPolicy } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { fetchFinalSnapshot } from '../channels/snapshot.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { Channel } from '../ivs/api.ts';
import { SnapshotExpiredError } from '../ivs/errors.ts';
import type { Bus } from '../platform/bus.ts';
import { isoTime } from '../platform/clock.ts';
import {
  type AssessDeps,
  type Assessment,
  assessChannel,
  assessChannelFinally,
} from './assess-channel.ts';
import { consentToDelete, type KeepDecision } from './decide.ts';
import { isSameStream } from './limits.ts';
import type { CleanupOutcome } from './outcome.ts';
import { publishDeletionNotice } from './publish-deletion-notice.ts';
import {
  type CleanupFacts,
  CleanupReport,
  decisionText,
  isPlanned,
  plannedText,
} from './report.ts';

export interface ChannelCleanupDeps extends AssessDeps {
  bus: Bus;
}

/** The first check is complete: the channel was kept, or it is to be deleted for this end (`endOf`). */
export type CheckResult =
  | { do: 'keep'; outcome: CleanupOutcome }
  | { do: 'delete'; facts: CleanupFacts; end: string };

/** A channel that is about to be deleted. `validUntil`: when its snapshot expires, ms since the epoch. */
interface Deletion extends Assessment {
  channel: Channel;
  reason: DeleteReason;
  validUntil: number;
}

/**
 * When DeleteChannel is refused because the channel is live, the channel is checked again after this
 * time, ms: not in the next run, but in the one after it.
 */
const LIVE_RECHECK_MS = 60_000;

/** Cleans up one due channel. `check` keeps it or says that it may go; `deleteAfterFinalCheck` deletes it. */
export class ChannelCleanup {
  readonly #channelArn: string;
  readonly #record: ChannelRecord;
  readonly #deps: ChannelCleanupDeps;
  readonly #report: CleanupReport;

  constructor(record: ChannelRecord, deps: ChannelCleanupDeps) {
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
    const consent = consentToDelete(readPolicy(tags));
    if (consent.do === 'keep')
      return { do: 'keep', outcome: await this.#keep(consent, { record, tags }) };
    if (this.#deps.settings.mode === 'plan' && isPlanned(record))
      return { do: 'keep', outcome: 'planned' };
    const { facts, decision, end } = await assessChannel(record, channel, this.#deps);
    if (decision.do === 'keep') return { do: 'keep', outcome: await this.#keep(decision, facts) };
    return { do: 'delete', facts, end };
  }

  /**
   * Reads everything again, GetStream last, and deletes the channel if the decision is the same.
   *
   * @param onlyForEnd delete only if the channel still ended with the same stream
   */
  async deleteAfterFinalCheck(onlyForEnd?: string): Promise<CleanupOutcome> {
    const { channels, settings } = this.#deps;
    const snapshot = await fetchFinalSnapshot(this.#deps, this.#channelArn);
    if (!snapshot) return this.#gone();
    const [record] = await channels.get([this.#channelArn]);
    if (!record) return 'changed';
    const assessment = await assessChannelFinally(record, snapshot.channel, this.#deps);
    const { decision, facts, end, streamStatus } = assessment;
    if (decision.do === 'keep') return this.#keep(decision, facts);
    if (settings.mode === 'plan') return this.#plan(decision.reason, facts);
    if (onlyForEnd !== undefined && !isSameStream(onlyForEnd, end))
      return this.#endedWithAnotherStream(streamStatus);
    return this.#delete({ ...assessment, ...snapshot, reason: decision.reason });
  }

  async #delete(deletion: Deletion): Promise<CleanupOutcome> {
    const { reason, facts, validUntil } = deletion;
    const { clock, channels, log } = this.#deps;
    if (clock.now() > validUntil) throw new SnapshotExpiredError('DeleteChannel');
    const entry = this.#report.entry(reason, facts);
    const { outcome } = await withAuditRecord(this.#deps, entry, async () => ({
      outcome: await this.#sendDeletion(deletion),
    }));
    if (outcome === 'kept') return this.#report.count('changed');
    if (outcome === 'live') return this.#refusedAsLive(facts.record);
    await channels.remove(this.#channelArn);
    log.info('channel deleted', { channelArn: this.#channelArn, reason, outcome });
    return this.#report.count(outcome === 'done' ? 'deleted' : outcome);
  }

  /** The order matters: the record, then the event, and then DeleteChannel. */
  async #sendDeletion(deletion: Deletion): Promise<'done' | 'gone' | 'live' | 'kept'> {
    const { channel, reason, facts, end, validUntil } = deletion;
    const { ivs, channels } = this.#deps;
    // An event may have recorded a start that IVS, when it was asked, did not know yet.
    const isUnchanged = await channels.update(facts.record, {
      lastCleanupDecision: decisionText(reason, 'deleting'),
    });
    if (!isUnchanged) return 'kept';
    const { record, tags } = facts;
    await publishDeletionNotice({ channel, record, tags, reason, end }, this.#deps);
    const result = await ivs.deleteChannel(this.#channelArn, validUntil);
    return result === 'deleted' ? 'done' : result;
  }

  async #refusedAsLive(record: ChannelRecord): Promise<CleanupOutcome> {
    const recheckAt = this.#deps.clock.now() + LIVE_RECHECK_MS;
    await this.#saveDecision({ do: 'keep', reason: 'live', recheckAt }, record);
    return this.#report.count('live');
  }

  /** The stream that ended last was not known before. Its end is stored; the next run decides again. */
  async #endedWithAnotherStream(streamStatus: StreamStatus): Promise<CleanupOutcome> {
    if (streamStatus.state === 'ended') {
      const end = { at: isoTime(streamStatus.at), streamId: streamStatus.streamId };
      await this.#deps.channels.addEvidence(this.#channelArn, 'confirmedEnd', end);
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
