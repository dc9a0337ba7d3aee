import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, isoTime } from '../platform/clock.ts';
import { errorMessage, errorName } from '../platform/errors.ts';
import { channelPk, expiresAfter, type Table } from '../platform/table.ts';

/** Audit records are kept for a year. */
const KEPT_DAYS = 365;

export type AuditAction =
  | 'delete-channel'
  | 'rotate-key'
  | 'create-key'
  | 'hand-over'
  | 'revoke-key'
  | 'stop-stream';

/**
 * What came of it. `started` is written before the action and replaced after it: where it stays, the
 * run was cut off in between, and the next run's record tells the rest. `failed`: the request failed or
 * was not sent. `planned`: it would have been done in mode `apply`.
 */
export type AuditOutcome = 'started' | 'done' | 'gone' | 'live' | 'failed' | 'kept' | 'planned';

export interface AuditEntry {
  channelArn: string;
  action: AuditAction;
  outcome: AuditOutcome;
  /** Why it was done or not, in one word; see docs/policy.md. */
  reason: string;
  /** What the decision rests on. Never a stream key's value. */
  evidence: Record<string, unknown>;
}

/** A written record, so that its outcome can be added. */
export interface AuditRecordKey {
  channelArn: string;
  at: string;
  action: AuditAction;
}

export interface AuditLog {
  /** @param now ms since the epoch */
  write(entry: AuditEntry, now: number): Promise<AuditRecordKey>;
  recordOutcome(
    ref: AuditRecordKey,
    outcome: AuditOutcome,
    result?: Record<string, unknown>,
  ): Promise<void>;
}

/** What an action came to. */
export interface ActionResult {
  outcome: AuditOutcome;
  result?: Record<string, unknown>;
}

/** Does something that leaves a record even if it is cut off in the middle. */
export async function withAuditRecord<T extends ActionResult>(
  { audit, clock }: { audit: AuditLog; clock: Clock },
  entry: Omit<AuditEntry, 'outcome'>,
  act: () => Promise<T>,
): Promise<T> {
  const ref = await audit.write({ ...entry, outcome: 'started' }, clock.now());
  let acted: T;
  try {
    acted = await act();
  } catch (error) {
    await audit
      .recordOutcome(ref, 'failed', { error: errorName(error) })
      .catch((second: unknown) => {
        throw new AggregateError([error, second], errorMessage(error));
      });
    throw error;
  }
  await audit.recordOutcome(ref, acted.outcome, acted.result);
  return acted;
}

export function dynamoAuditLog({ documents, name: TableName }: Table): AuditLog {
  return {
    async write({ channelArn, action, ...rest }, now) {
      const ref = { channelArn, action, at: isoTime(now) };
      const Item = { ...auditKey(ref), ...ref, ...rest, expiresAt: expiresAfter(now, KEPT_DAYS) };
      await documents.send(new PutCommand({ TableName, Item }));
      return ref;
    },
    async recordOutcome(ref, outcome, result = {}) {
      const command = new UpdateCommand({
        TableName,
        Key: auditKey(ref),
        UpdateExpression: 'SET outcome = :outcome, #result = :result',
        ExpressionAttributeNames: { '#result': 'result' },
        ExpressionAttributeValues: { ':outcome': outcome, ':result': result },
      });
      await documents.send(command);
    },
  };
}

function auditKey({ channelArn, at, action }: AuditRecordKey) {
  return { pk: channelPk(channelArn), sk: `AUDIT#${at}#${action}` };
}
