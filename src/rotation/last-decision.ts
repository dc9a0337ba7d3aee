import type { RotationReason } from '../channels/audit-reason.ts';
import type { ChannelRecord } from '../channels/record.ts';

// What the record stores as its last decision, so that the audit log gets each decision only once.

export function keepDecision(reason: RotationReason): string {
  return `kept: ${reason}`;
}

/** A plan counts as new after each start or end of a stream. */
export function planDecision({ lastStart, lastEnd, confirmedEnd }: ChannelRecord): string {
  return ['planned', lastStart?.at, lastEnd?.at, confirmedEnd?.at].join(' ');
}
