import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, isoTime } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import { channelPk, expiresAfter, type Table } from '../platform/table.ts';
import type { AuditReason } from './audit-reason.ts';

/** DynamoDB deletes an audit record after this many days. */
const RETENTION_DAYS = 365;

export const AUDIT_ACTIONS = [
  'delete-channel',
  'rotate-key',
  'create-key',
  'hand-over',
  'revoke-key',
  'stop-stream',
  'retry-dead-letters',
  'drop-dead-letters',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/**
 * The result of an action. `started` is written before the action and replaced after it. A record that
 * still says `started` means that the run was interrupted; the record of a later run has the result.
 * `failed`: the request failed or was not sent. `planned`: mode `apply` would have done it.
 */
export type AuditOutcome = 'started' | 'done' | 'gone' | 'live' | 'failed' | 'kept' | 'planned';

export interface AuditEntry {
  channelArn: string;
  action: AuditAction;
  outcome: AuditOutcome;
  reason: AuditReason;
  /** The facts on which the decision was based. Never a stream key's value. */
  evidence: Record<string, unknown>;
}

/** Identifies a written record, so that its outcome can be added. */
export interface AuditRecordKey {
  channelArn: string;
  /** ISO 8601. */
  at: string;
  action: AuditAction;
}

export interface AuditLog {
  /** @param now ms since the epoch */
  write(entry: AuditEntry, now: number): Promise<AuditRecordKey>;
  /** Replaces the outcome of a record that was written with `started`. */
  recordOutcome(
    key: AuditRecordKey,
    outcome: AuditOutcome,
    result?: Record<string, unknown>,
  ): Promise<void>;
}

/** The outcome of an action, and what else the audit record shall say about it. */
export interface ActionResult {
  outcome: AuditOutcome;
  result?: Record<string, unknown>;
}

/**
 * Writes an audit record with outcome `started`, does the action, and then replaces the outcome. So the
 * record exists even if the run is interrupted in the middle.
 *
 * @returns what `act` returns
 * @throws what `act` throws, after the outcome `failed` was written
 */
export async function withAuditRecord<T extends ActionResult>(
  { audit, clock }: { audit: AuditLog; clock: Clock },
  entry: Omit<AuditEntry, 'outcome'>,
  act: () => Promise<T>,
): Promise<T> {
  const key = await audit.write({ ...entry, outcome: 'started' }, clock.now());
  let acted: T;
  try {
    acted = await act();
  } catch (error) {
    await recordFailure(audit, key, error);
    throw error;
  }
  await audit.recordOutcome(key, acted.outcome, acted.result);
  return acted;
}

/** @throws AggregateError if the table refuses the record, so that neither error is lost */
async function recordFailure(audit: AuditLog, key: AuditRecordKey, error: unknown): Promise<void> {
  try {
    await audit.recordOutcome(key, 'failed', { error: errorName(error) });
  } catch (second) {
    throw new AggregateError([error, second], errorMessage(error));
  }
}

export function dynamoAuditLog({ documents, name: TableName }: Table): AuditLog {
  return {
    async write({ channelArn, action, ...rest }, now) {
      const key = { channelArn, action, at: isoTime(now) };
      const expiresAt = expiresAfter(now, RETENTION_DAYS);
      const Item = { ...itemKey(key), ...key, ...rest, expiresAt };
      await documents.send(new PutCommand({ TableName, Item }));
      return key;
    },
    async recordOutcome(key, outcome, result = {}) {
      const command = new UpdateCommand({
        TableName,
        Key: itemKey(key),
        UpdateExpression: 'SET outcome = :outcome, #result = :result',
        ExpressionAttributeNames: { '#result': 'result' },
        ExpressionAttributeValues: { ':outcome': outcome, ':result': result },
      });
      await documents.send(command);
    },
  };
}

function itemKey({ channelArn, at, action }: AuditRecordKey) {
  return { pk: channelPk(channelArn), sk: `AUDIT#${at}#${action}` };
}
