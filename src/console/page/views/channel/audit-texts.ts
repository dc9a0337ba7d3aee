import type { AuditAction, AuditOutcome } from '../../../../channels/audit.ts';
import type { TagKeys } from '../../../../channels/policy.ts';
import type { AuditRecord } from '../../../../explain/audit-trail.ts';
import { cleanupReasonText, rotationReasonText } from '../../../../explain/reason-texts.ts';

/** Tags without the prefix, which is a setting of the stage. */
const TAGS: TagKeys = {
  ...{ prefix: '', autoDelete: 'auto-delete', rotateKey: 'rotate-key', protect: 'protect' },
};

const ACTIONS: Record<AuditAction, string> = {
  'delete-channel': 'Delete the channel',
  'rotate-key': 'Replace the stream key',
  'create-key': 'Create a stream key',
  'hand-over': 'Hand over the new key',
  'revoke-key': 'Revoke the stream key',
  'stop-stream': 'Stop the stream',
  'retry-dead-letters': 'Retry dead letters',
  'drop-dead-letters': 'Drop dead letters',
};

const OUTCOMES: Record<AuditOutcome, [text: string, tone: 'good' | 'warn' | 'bad' | 'quiet']> = {
  started: ['started', 'warn'],
  done: ['done', 'good'],
  gone: ['was gone already', 'quiet'],
  live: ['not done: live', 'warn'],
  failed: ['failed', 'bad'],
  kept: ['not done', 'quiet'],
  planned: ['planned only', 'quiet'],
};

/** A record of the audit, in words. */
export interface AuditTexts {
  action: string;
  outcome: string;
  tone: 'good' | 'warn' | 'bad' | 'quiet';
  why: string;
  /** Who asked for it. Empty if it was a schedule. */
  by: string;
  detail: string;
}

export function auditTexts(record: AuditRecord): AuditTexts {
  const { action, outcome, evidence = {}, result = {} } = record;
  const [text, tone] = OUTCOMES[outcome] ?? [outcome, 'quiet'];
  const members = Object.entries(result).map(([name, value]) => `${name}: ${plain(value)}`);
  const { by, detail } = evidence;
  return {
    ...{ action: ACTIONS[action] ?? action, outcome: text, tone, why: whyText(record) },
    by: typeof by === 'string' ? by : '',
    detail: [...(typeof detail === 'string' ? [detail] : []), ...members].join(', '),
  };
}

function whyText({ action, reason }: AuditRecord): string {
  if (reason === 'operator' || reason === 'revoked') return 'an operator asked for it';
  const text =
    action === 'delete-channel'
      ? cleanupReasonText(reason as Parameters<typeof cleanupReasonText>[0], TAGS)
      : rotationReasonText(reason as Parameters<typeof rotationReasonText>[0], TAGS);
  // A function of a newer version may know further reasons.
  return text ?? reason;
}

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
