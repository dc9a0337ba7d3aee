import type { AuditEntry, AuditLog } from '../channels/audit.ts';
import { policyTags, type Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { Clock } from '../platform/clock.ts';
import type { Observability } from '../platform/observability.ts';
import type { CleanupDecision, CleanupReason, DeleteReason } from './decide.ts';

const DELETE_REASONS: readonly DeleteReason[] = ['grace-over', 'never-live'];

export type KeepDecision = Extract<CleanupDecision, { do: 'keep' }>;

/** What one decision rests on, as the audit tells it. */
export interface CleanupFacts {
  record: ChannelRecord;
  tags: Tags;
  streamStatus?: StreamStatus;
  liveStream?: string;
  recordingWindow?: number | 'unknown';
}

export interface ReportDeps extends Observability {
  audit: AuditLog;
  clock: Clock;
}

/** What an operator gets to see of one channel's cleanup: audit, log and metrics. */
export class CleanupReport {
  constructor(
    private readonly channelArn: string,
    private readonly deps: ReportDeps,
  ) {}

  /** Tells that it is kept, if that is news. */
  async kept(
    { reason, detail }: Pick<KeepDecision, 'reason' | 'detail'>,
    looked: CleanupFacts,
  ): Promise<void> {
    const { audit, clock, log } = this.deps;
    const { channelArn } = this;
    const news = looked.record.lastCleanupDecision !== decisionText(reason);
    // A channel that never asked for anything needs no record of its own.
    const silent = reason === 'untagged' && looked.record.lastCleanupDecision === undefined;
    if (news && !silent) {
      const entry = this.entry(reason, looked, { detail });
      await audit.write({ ...entry, outcome: 'kept' }, clock.now());
      log.info('channel kept', { channelArn, reason, detail });
    }
    if (reason === 'tag-unreadable') {
      log.warn('tag can not be read; the channel stays', { channelArn, detail });
    }
    if (reason === 'recording-unknown') {
      log.warn('its recording configuration is not known to IVS; the channel stays', {
        channelArn,
      });
    }
    this.count(reason);
  }

  /** Tells what came of a deletion that was cut off; one that others made is none of the audit's business. */
  async gone(record: ChannelRecord): Promise<void> {
    const { audit, clock, log } = this.deps;
    const reason = DELETE_REASONS.find(
      (each) => record.lastCleanupDecision === decisionText(each, 'deleting'),
    );
    if (reason) {
      const entry = this.entry(reason, { record, tags: {} });
      await audit.write({ ...entry, outcome: 'gone' }, clock.now());
    }
    log.info('channel is gone already', { channelArn: this.channelArn });
  }

  async planned(reason: DeleteReason, looked: CleanupFacts): Promise<void> {
    const { audit, clock, log } = this.deps;
    await audit.write({ ...this.entry(reason, looked), outcome: 'planned' }, clock.now());
    log.info('channel would be deleted', { channelArn: this.channelArn, reason });
  }

  count(result: string): string {
    this.deps.metrics.add('ChannelCleanup', 1, { dimensions: { result } });
    return result;
  }

  entry(
    reason: CleanupReason,
    { record, tags, ...looked }: CleanupFacts,
    more: Record<string, unknown> = {},
  ): Omit<AuditEntry, 'outcome'> {
    const { lastStart, lastEnd, confirmedEnd, neverLive } = record;
    const known = { lastStart, lastEnd, confirmedEnd, neverLive };
    const evidence = { tags: policyTags(tags), ...known, ...looked, ...more };
    return { channelArn: this.channelArn, action: 'delete-channel', reason, evidence };
  }
}

/** What the record remembers of a decision that was told; or that a deletion was begun. */
export function decisionText(reason: CleanupReason, what: 'kept' | 'deleting' = 'kept'): string {
  return `${what}: ${reason}`;
}

/** In mode `plan` it is said once for each end, and leaves the mark for a later `apply`. */
export function plannedFor({ lastStart, lastEnd, confirmedEnd, neverLive }: ChannelRecord): string {
  const known = [lastStart?.at, lastEnd?.at, confirmedEnd?.at];
  return ['planned', ...known, ...(neverLive ? [neverLive.since] : [])].join(' ');
}

/** Whether the plan for this end was told already. */
export function isPlanned(record: ChannelRecord): boolean {
  return record.lastCleanupDecision === plannedFor(record);
}
