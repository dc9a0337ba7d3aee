import { type AuditEntry, audited } from '../channels/audit.ts';
import type { PassDeps } from '../channels/due-pass.ts';
import { policyTags, type Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import type { KeepKey, RotationReason } from './decide.ts';

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
  acted(
    action: 'rotate-key' | 'create-key',
    evidence: Evidence,
    act: () => ReturnType<Parameters<typeof audited>[2]>,
  ) {
    return audited(this.deps, this.entry(action, evidence), act);
  }

  async planned(action: 'rotate-key' | 'create-key', evidence: Evidence): Promise<void> {
    const entry = this.entry(action, evidence);
    await this.deps.audit.write({ ...entry, outcome: 'planned' }, this.deps.clock.now());
    const { reason } = evidence;
    this.deps.log.info('stream key would be changed', { channelArn: this.channelArn, reason });
    this.count('planned');
  }

  async kept(
    { reason, detail, keyless }: KeepKey,
    record: ChannelRecord,
    tags: Tags,
  ): Promise<void> {
    const { audit, clock, log } = this.deps;
    const { channelArn } = this;
    const news = record.rotationSaid !== saidOf(reason);
    const silent = reason === 'untagged' && record.rotationSaid === undefined;
    if (news && !silent && !ROUTINE.has(reason)) {
      const entry = this.entry('rotate-key', { reason, record, tags, ...(detail && { detail }) });
      await audit.write({ ...entry, outcome: 'kept' }, clock.now());
      log.info('stream key kept', { channelArn, reason, detail });
    }
    if (reason === 'tag-unreadable') {
      log.warn('tag can not be read; the stream key stays', { channelArn, detail });
    }
    if (keyless) {
      log.warn('without a stream key: its rotation was cut off, and its tags forbid to finish it', {
        channelArn,
        reason,
      });
    }
    this.count(reason);
  }

  count(result: string): void {
    this.deps.metrics.add('StreamKeyRotation', 1, { dimensions: { result } });
  }

  private entry(
    action: 'rotate-key' | 'create-key',
    { reason, record, tags, ...more }: Evidence,
  ): Omit<AuditEntry, 'outcome'> {
    const { lastStart, lastEnd, confirmedEnd, key, rotating } = record;
    const evidence = {
      tags: policyTags(tags),
      ...{ lastStart, lastEnd, confirmedEnd, key, rotating },
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
