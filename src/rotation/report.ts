import { type ActionResult, type AuditEntry, withAuditRecord } from '../channels/audit.ts';
import type { AuditReason, RotationReason } from '../channels/audit-reason.ts';
import type { PassDeps } from '../channels/pass.ts';
import { policyTags, type Tags } from '../channels/policy.ts';
import type { ChannelRecord, KeyAnnouncement } from '../channels/record.ts';
import { isoTime } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import type { KeepKey } from './decision.ts';
import type { HandOverResult } from './hand-over/hand-over.ts';
import { keepDecision } from './last-decision.ts';
import type { KeyChangeOutcome } from './outcome.ts';

type ReportDeps = Pick<PassDeps, 'audit' | 'clock' | 'log' | 'metrics' | 'tagKeys'>;
type KeyAction = 'rotate-key' | 'create-key';

/** What an audit record of a rotation shows. */
export interface AuditedEvidence {
  reason: RotationReason;
  record: ChannelRecord;
  tags: Tags;
  detail?: string;
  oldKeyArn?: string;
}

/** Writes the audit records, log lines and metrics of one channel's rotation. */
export class RotationReport {
  readonly #channelArn: string;
  readonly #deps: ReportDeps;

  constructor(channelArn: string, deps: ReportDeps) {
    this.#channelArn = channelArn;
    this.#deps = deps;
  }

  /** Runs `act` between the two writes of its audit record, so that an interruption leaves a record. */
  audited<T extends ActionResult>(
    action: KeyAction,
    evidence: AuditedEvidence,
    act: () => Promise<T>,
  ): Promise<T> {
    return withAuditRecord(this.#deps, this.#entry(action, evidence), act);
  }

  async planned(action: KeyAction, evidence: AuditedEvidence): Promise<void> {
    const { audit, clock, log } = this.#deps;
    await audit.write({ ...this.#entry(action, evidence), outcome: 'planned' }, clock.now());
    const { reason } = evidence;
    const message = 'stream key would be rotated or created in mode apply';
    log.info(message, { channelArn: this.#channelArn, action, reason });
    this.count('planned');
  }

  /** Reports a key that stays. A decision that the record holds already is only counted. */
  async kept(decision: KeepKey, record: ChannelRecord, tags: Tags): Promise<void> {
    const { reason, detail } = decision;
    const { log } = this.#deps;
    const channelArn = this.#channelArn;
    const isNew = record.lastRotationDecision !== keepDecision(reason);
    if (isNew && isAudited(reason, record)) await this.#auditKept(decision, record, tags);
    if (reason === 'tag-unreadable') {
      log.warn('a tag cannot be read, so the stream key stays', { channelArn, detail });
    }
    if (reason === 'overdue' && isNew) {
      log.warn('stream key is overdue: its channel is always in use', { channelArn, detail });
    }
    this.count(reason);
  }

  /**
   * Counts a key that is too old and stays only because its channel is in use.
   *
   * @param alarmMs how long it may be so, ms
   * @returns the decision; with the reason `overdue` after that time
   */
  countOverdue(decision: KeepKey, alarmMs: number): KeepKey {
    const { overdueSince, reason } = decision;
    if (overdueSince === undefined) return decision;
    const { clock, metrics } = this.#deps;
    metrics.add('StreamKeyOverdue');
    if (clock.now() < overdueSince + alarmMs) return decision;
    metrics.add('StreamKeyLongOverdue');
    const detail = `since ${isoTime(overdueSince)}: ${reason}`;
    return { ...decision, reason: 'overdue', detail };
  }

  async handedOver({ reason, ...key }: KeyAnnouncement, result: HandOverResult): Promise<void> {
    const { metrics, log } = this.#deps;
    const outcome = result.outcome === 'told' ? 'done' : 'gone';
    await this.#auditHandOver(outcome, reason, { ...key, ...result });
    metrics.add('StreamKeyHandOver', 1, { dimensions: { result: result.outcome } });
    log.info('stream key handed over', { channelArn: this.#channelArn, ...key, ...result });
  }

  /** Counts and logs each failed hand-over. Only the first one of a key is in the audit log. */
  async handOverFailed({ reason, failed, ...key }: KeyAnnouncement, error: unknown): Promise<void> {
    const { metrics, log } = this.#deps;
    const failure = { error: errorName(error), problem: errorMessage(error) };
    metrics.add('StreamKeyHandOver', 1, { dimensions: { result: 'failed' } });
    log.error('stream key could not be handed over; the next run tries again', {
      ...{ channelArn: this.#channelArn, ...key, ...failure },
    });
    if (!failed) await this.#auditHandOver('failed', reason, { ...key, ...failure });
  }

  count(result: KeyChangeOutcome | RotationReason | 'planned'): void {
    this.#deps.metrics.add('StreamKeyRotation', 1, { dimensions: { result } });
  }

  async #auditKept({ reason, detail }: KeepKey, record: ChannelRecord, tags: Tags): Promise<void> {
    const { audit, clock, log } = this.#deps;
    const evidence = { reason, record, tags, ...(detail && { detail }) };
    await audit.write({ ...this.#entry('rotate-key', evidence), outcome: 'kept' }, clock.now());
    log.info('stream key kept', { channelArn: this.#channelArn, reason, detail });
  }

  async #auditHandOver(
    outcome: 'done' | 'gone' | 'failed',
    reason: AuditReason,
    evidence: Record<string, unknown>,
  ): Promise<void> {
    const { audit, clock } = this.#deps;
    const entry = { channelArn: this.#channelArn, action: 'hand-over' as const, outcome };
    await audit.write({ ...entry, reason, evidence }, clock.now());
  }

  #entry(
    action: KeyAction,
    { reason, record, tags, ...more }: AuditedEvidence,
  ): Omit<AuditEntry, 'outcome'> {
    const { lastStart, lastEnd, confirmedEnd, key, pendingRotation } = record;
    const evidence = {
      tags: policyTags(tags, this.#deps.tagKeys),
      ...{ lastStart, lastEnd, confirmedEnd, key, pendingRotation },
      ...more,
    };
    return { channelArn: this.#channelArn, action, reason, evidence };
  }
}

/** A key that is not due needs no audit record, and neither does a channel that never had the tag. */
function isAudited(reason: RotationReason, record: ChannelRecord): boolean {
  if (reason === 'untagged') return record.lastRotationDecision !== undefined;
  return reason !== 'not-due';
}
