import { withAuditRecord } from '../channels/audit.ts';
import type { DeleteReason } from '../channels/audit-reason.ts';
import type { ChangeBudget } from '../channels/change-budget.ts';
import { FinalCheck } from '../channels/final-check.ts';
import type { Channel } from '../ivs/api.ts';
import { SnapshotExpiredError } from '../ivs/errors.ts';
import type { Bus } from '../platform/bus.ts';
import { sdkFailure } from '../platform/sdk-failure.ts';
import { type AssessDeps, type Assessment, assessFinally } from './assess-channel.ts';
import type { KeepDecision } from './decide.ts';
import { isSameStream } from './limits.ts';
import { publishDeletionNotice } from './publish-deletion-notice.ts';
import { type CleanupFacts, CleanupReport, decisionText } from './report.ts';

export interface ChannelDeletionDeps extends AssessDeps {
  bus: Bus;
}

/** A channel that is to be deleted, by all that is known before the final check. */
export interface ChannelToDelete {
  channelArn: string;
  channel: Channel;
  before: Assessment;
  reason: DeleteReason;
  /** Counts the deletion, and may refuse it. Absent: the deletion is approved and does not count. */
  budget?: ChangeBudget;
  /** What else the audit says about the deletion. */
  evidence: Record<string, unknown>;
}

/**
 * How a deletion ended.
 *
 * - `keep`: the final check says so
 * - `other-stream`: another stream has ended last than was known before
 * - `changed`: the record or the recording configuration is another one
 * - `live`: IVS refused, because the channel is live
 * - `limited`: the limit is reached
 */
export type DeletionResult =
  | { do: 'deleted' | 'gone' | 'live' | 'changed' | 'limited' }
  | { do: 'other-stream'; assessment: Assessment }
  | { do: 'keep'; decision: KeepDecision; facts: CleanupFacts };

/**
 * Deletes one channel:
 *
 *     wait for the IVS quotas -> count the deletion -> audit record -> event `Channel Deletion`
 *     -> final check -> DeleteChannel
 *
 * Nothing is between the final check and DeleteChannel, so that the check is as fresh as possible. If it
 * keeps the channel, the event was wrong; so everything is checked once before the event, too.
 */
export class ChannelDeletion {
  readonly #target: ChannelToDelete;
  readonly #deps: ChannelDeletionDeps;
  /** Whether the channel is deleted; `unknown`: DeleteChannel was sent without an answer. */
  #isDone: boolean | 'unknown' = false;

  constructor(target: ChannelToDelete, deps: ChannelDeletionDeps) {
    this.#target = target;
    this.#deps = deps;
  }

  async run(): Promise<DeletionResult> {
    const { channelArn, budget } = this.#target;
    const check = await FinalCheck.reserve('DeleteChannel', this.#deps);
    if (budget && !(await budget.reserve(channelArn))) return { do: 'limited' };
    try {
      return await this.#audited(check);
    } finally {
      // Without an answer, the deletion stays counted, and the next attempt does not count again.
      if (this.#isDone === true) budget?.made(channelArn);
      if (this.#isDone === false) budget?.notMade(channelArn);
    }
  }

  async #audited(check: FinalCheck): Promise<DeletionResult> {
    const { channelArn, before, reason, evidence } = this.#target;
    const report = new CleanupReport(channelArn, this.#deps);
    const entry = report.entry(reason, before.facts, evidence);
    const { deletion } = await withAuditRecord(this.#deps, entry, async () => {
      const done = await this.#delete(check);
      return { deletion: done, ...auditOf(done) };
    });
    return deletion;
  }

  async #delete(check: FinalCheck): Promise<DeletionResult> {
    const { channelArn, channel, before } = this.#target;
    if (!(await this.#announce())) return { do: 'changed' };
    const final = await check.read(channelArn);
    // A deletion of which the answer was lost may have done it.
    if (final === 'gone') this.#isDone = true;
    if (typeof final === 'string') return { do: final };
    const assessment = assessFinally(final, before, this.#deps);
    const { decision, facts, end } = assessment;
    if (decision.do === 'keep') return { do: 'keep', decision, facts };
    if (!isSameStream(before.end, end)) return { do: 'other-stream', assessment };
    const { recordingConfigurationArn } = final.channel;
    if (recordingConfigurationArn !== channel.recordingConfigurationArn) return { do: 'changed' };
    return { do: await this.#send(check, final.validUntil) };
  }

  /**
   * Writes to the record that the deletion has begun, and publishes the event.
   *
   * @returns false if the record has other evidence by now
   */
  async #announce(): Promise<boolean> {
    const { channel, before, reason } = this.#target;
    const { record, tags } = before.facts;
    const lastCleanupDecision = decisionText(reason, 'deleting');
    if (!(await this.#deps.channels.update(record, { lastCleanupDecision }))) return false;
    const notice = { channel, record, tags, reason, end: before.end };
    await publishDeletionNotice(notice, this.#deps);
    return true;
  }

  /** @throws SnapshotExpiredError if the final check is too old by now */
  async #send({ ivs }: FinalCheck, validUntil: number): Promise<'deleted' | 'gone' | 'live'> {
    if (this.#deps.clock.now() > validUntil) throw new SnapshotExpiredError('DeleteChannel');
    this.#isDone = 'unknown';
    try {
      const result = await ivs.deleteChannel(this.#target.channelArn, validUntil);
      this.#isDone = result !== 'live';
      return result;
    } catch (error) {
      if (sdkFailure(error) === 'refused') this.#isDone = false;
      throw error;
    }
  }
}

function auditOf(done: DeletionResult) {
  switch (done.do) {
    case 'deleted':
      return { outcome: 'done' } as const;
    case 'gone':
    case 'live':
      return { outcome: done.do };
    case 'keep':
      return { outcome: 'kept', result: { reason: done.decision.reason } } as const;
    default:
      return { outcome: 'kept' } as const;
  }
}
