import { type ActionResult, type AuditEntry, withAuditRecord } from '../channels/audit.ts';
import type { PassDeps } from '../channels/pass.ts';
import { policyTags, type Tags } from '../channels/policy.ts';
import type { ChannelRecord, KeyAnnouncement } from '../channels/record.ts';
import { isoTime } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import type { KeepKey, RotationReason } from './decide.ts';
import type { HandedOver } from './hand-over/hand-over.ts';

type ReportDeps = Pick<PassDeps, 'audit' | 'clock' | 'log' | 'metrics'>;

/** Decisions that are told once they were acted on, and not again while nothing changes. */
const ROUTINE: ReadonlySet<RotationReason> = new Set(['not-due']);

/** What an operator gets to see of one channel's rotation: audit, log and metrics. */
export class RotationReport {
  constructor(
    private readonly channelArn: string,
    private readonly deps: ReportDeps,
  ) {}

  /** Does something to the key, with a record that is there even if it is cut off. */
  acted<T extends ActionResult>(
    action: 'rotate-key' | 'create-key',
    evidence: Evidence,
    act: () => Promise<T>,
  ): Promise<T> {
    return withAuditRecord(this.deps, this.entry(action, evidence), act);
  }

  async planned(action: 'rotate-key' | 'create-key', evidence: Evidence): Promise<void> {
    const entry = this.entry(action, evidence);
    await this.deps.audit.write({ ...entry, outcome: 'planned' }, this.deps.clock.now());
    const { reason } = evidence;
    this.deps.log.info('stream key would be changed', { channelArn: this.channelArn, reason });
    this.count('planned');
  }

  async kept({ reason, detail }: KeepKey, record: ChannelRecord, tags: Tags): Promise<void> {
    const { audit, clock, log } = this.deps;
    const { channelArn } = this;
    const news = record.lastRotationDecision !== saidOf(reason);
    const silent = reason === 'untagged' && record.lastRotationDecision === undefined;
    if (news && !silent && !ROUTINE.has(reason)) {
      const entry = this.entry('rotate-key', { reason, record, tags, ...(detail && { detail }) });
      await audit.write({ ...entry, outcome: 'kept' }, clock.now());
      log.info('stream key kept', { channelArn, reason, detail });
    }
    if (reason === 'tag-unreadable') {
      log.warn('tag can not be read; the stream key stays', { channelArn, detail });
    }
    if (reason === 'overdue' && news) {
      log.warn('stream key is overdue: its channel is always in use', { channelArn, detail });
    }
    this.count(reason);
  }

  /**
   * Counts a key that is too old and can't be replaced, as its channel is in use; once it has been so
   * for too long, that is what the decision says.
   */
  overdue(decision: KeepKey, alarmMs: number): KeepKey {
    const { overdueSince, reason } = decision;
    if (overdueSince === undefined) return decision;
    const { clock, metrics } = this.deps;
    metrics.add('StreamKeyOverdue');
    if (clock.now() < overdueSince + alarmMs) return decision;
    metrics.add('StreamKeyLongOverdue');
    const detail = `since ${isoTime(overdueSince)}: ${reason}`;
    return { ...decision, reason: 'overdue', detail };
  }

  /** Somebody was told of a new key. */
  async handedOver({ reason, ...news }: KeyAnnouncement, handed: HandedOver): Promise<void> {
    const { audit, clock, metrics, log } = this.deps;
    const { channelArn } = this;
    const outcome = handed.outcome === 'told' ? 'done' : 'gone';
    const evidence = { ...news, ...handed };
    const entry = { channelArn, action: 'hand-over' as const, outcome, reason, evidence } as const;
    await audit.write(entry, clock.now());
    metrics.add('StreamKeyHandOver', 1, { dimensions: { result: handed.outcome } });
    log.info('stream key handed over', { channelArn, ...news, ...handed });
  }

  /** Nobody could be told; in the audit once. */
  async untold({ reason, failed, ...news }: KeyAnnouncement, error: unknown): Promise<void> {
    const { audit, clock, metrics, log } = this.deps;
    const { channelArn } = this;
    const why = { error: errorName(error), problem: errorMessage(error) };
    metrics.add('StreamKeyHandOver', 1, { dimensions: { result: 'failed' } });
    log.error('stream key could not be handed over; the next run tries again', {
      ...{ channelArn, ...news, ...why },
    });
    if (failed) return;
    const evidence = { ...news, ...why };
    const entry = { channelArn, action: 'hand-over', outcome: 'failed', reason, evidence } as const;
    await audit.write(entry, clock.now());
  }

  count(result: string): void {
    this.deps.metrics.add('StreamKeyRotation', 1, { dimensions: { result } });
  }

  private entry(
    action: 'rotate-key' | 'create-key',
    { reason, record, tags, ...more }: Evidence,
  ): Omit<AuditEntry, 'outcome'> {
    const { lastStart, lastEnd, confirmedEnd, key, pendingRotation } = record;
    const evidence = {
      tags: policyTags(tags),
      ...{ lastStart, lastEnd, confirmedEnd, key, pendingRotation },
      ...more,
    };
    return { channelArn: this.channelArn, action, reason, evidence };
  }
}

/** What a decision rests on. */
export interface Evidence {
  reason: RotationReason;
  record: ChannelRecord;
  tags: Tags;
  detail?: string;
  oldKeyArn?: string;
}

/** What the record remembers of a decision that was told. */
export function saidOf(reason: RotationReason): string {
  return `kept: ${reason}`;
}
