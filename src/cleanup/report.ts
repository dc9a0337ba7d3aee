import type { AuditEntry, AuditLog } from '../channels/audit.ts';
import type { CleanupReason, DeleteReason } from '../channels/audit-reason.ts';
import { policyTags, type TagKeys, type Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { Clock } from '../platform/clock.ts';
import type { Observability } from '../platform/observability.ts';
import type { KeepDecision } from './decide.ts';
import type { CleanupOutcome } from './outcome.ts';

const DELETE_REASONS: readonly DeleteReason[] = ['grace-over', 'never-live'];

/** The facts on which one decision is based. The audit record contains them. */
export interface CleanupFacts {
  record: ChannelRecord;
  tags: Tags;
  streamStatus?: StreamStatus;
  /** The stream that GetStream returned. */
  liveStream?: string;
  recordingWindow?: number | 'unknown';
}

export interface ReportDeps extends Observability {
  audit: AuditLog;
  clock: Clock;
  tagKeys: TagKeys;
}

/** Reports the cleanup of one channel to operators: audit, log and metrics. */
export class CleanupReport {
  readonly #channelArn: string;
  readonly #deps: ReportDeps;

  constructor(channelArn: string, deps: ReportDeps) {
    this.#channelArn = channelArn;
    this.#deps = deps;
  }

  /** Reports that the channel is kept. The audit gets a record only if the decision has changed. */
  async kept(decision: Pick<KeepDecision, 'reason' | 'detail'>, facts: CleanupFacts) {
    const { reason, detail } = decision;
    const { lastCleanupDecision } = facts.record;
    const isNew = lastCleanupDecision !== decisionText(reason);
    // A channel that was never tagged needs no record of its own.
    const isNeverTagged = reason === 'untagged' && lastCleanupDecision === undefined;
    if (isNew && !isNeverTagged) {
      const entry = this.entry(reason, facts, { detail });
      await this.#deps.audit.write({ ...entry, outcome: 'kept' }, this.#deps.clock.now());
      this.#deps.log.info('channel kept', { channelArn: this.#channelArn, reason, detail });
    }
    this.#warn(decision);
    this.count(reason);
  }

  /**
   * Reports that the channel no longer exists. The audit gets a record only if cleanup itself had begun
   * to delete the channel, and was interrupted.
   */
  async gone(record: ChannelRecord): Promise<void> {
    const { audit, clock, log } = this.#deps;
    const reason = DELETE_REASONS.find(
      (each) => record.lastCleanupDecision === decisionText(each, 'deleting'),
    );
    if (reason) {
      const entry = this.entry(reason, { record, tags: {} });
      await audit.write({ ...entry, outcome: 'gone' }, clock.now());
    }
    log.info('the channel no longer exists', { channelArn: this.#channelArn });
  }

  /** Reports that mode `apply` would have deleted the channel. */
  async planned(reason: DeleteReason, facts: CleanupFacts): Promise<void> {
    const { audit, clock, log } = this.#deps;
    await audit.write({ ...this.entry(reason, facts), outcome: 'planned' }, clock.now());
    log.info('channel would be deleted', { channelArn: this.#channelArn, reason });
  }

  /** Counts the outcome in the metric `ChannelCleanup`, and returns it. */
  count<Outcome extends CleanupOutcome>(result: Outcome): Outcome {
    this.#deps.metrics.add('ChannelCleanup', 1, { dimensions: { result } });
    return result;
  }

  /** An audit record about this channel, without its outcome. */
  entry(
    reason: CleanupReason,
    { record, tags, ...facts }: CleanupFacts,
    more: Record<string, unknown> = {},
  ): Omit<AuditEntry, 'outcome'> {
    const { lastStart, lastEnd, confirmedEnd, neverLive } = record;
    const recorded = { lastStart, lastEnd, confirmedEnd, neverLive };
    const evidence = { tags: policyTags(tags, this.#deps.tagKeys), ...recorded, ...facts, ...more };
    return { channelArn: this.#channelArn, action: 'delete-channel', reason, evidence };
  }

  /** Logs a warning at each check while an operator has something to correct. */
  #warn({ reason, detail }: Pick<KeepDecision, 'reason' | 'detail'>): void {
    const channelArn = this.#channelArn;
    if (reason === 'tag-unreadable') {
      this.#deps.log.warn('a tag is unreadable; the channel is kept', { channelArn, detail });
    }
    if (reason === 'recording-unknown') {
      this.#deps.log.warn('the recording configuration does not exist; the channel is kept', {
        channelArn,
      });
    }
  }
}

/** The decision as the record stores it: the channel was kept, or its deletion has begun. */
export function decisionText(
  reason: CleanupReason,
  decision: 'kept' | 'deleting' = 'kept',
): string {
  return `${decision}: ${reason}`;
}

/**
 * The decision of mode `plan` as the record stores it. It names the ends, so that it is reported once
 * for each end.
 */
export function plannedText({
  lastStart,
  lastEnd,
  confirmedEnd,
  neverLive,
}: ChannelRecord): string {
  const times = [lastStart?.at, lastEnd?.at, confirmedEnd?.at];
  return ['planned', ...times, ...(neverLive ? [neverLive.since] : [])].join(' ');
}

/** Whether mode `plan` has already reported the deletion for this end. */
export function isPlanned(record: ChannelRecord): boolean {
  return record.lastCleanupDecision === plannedText(record);
}
