import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { AUDIT_ACTIONS, type AuditEntry } from '../channels/audit.ts';
import { isoTimeSchema, pageTokens } from '../platform/page-tokens.ts';
import { channelPk, type Table } from '../platform/table.ts';

/** A record of what was decided and done. It is kept for a year. */
export interface AuditRecord extends AuditEntry {
  /** ISO 8601. */
  at: string;
  /** What the action returned besides its outcome. */
  result?: Record<string, unknown>;
}

export interface AuditAnswer {
  /** Newest first. */
  records: AuditRecord[];
  /** Request the next page with it; absent on the last page. */
  nextToken?: string;
}

export interface AuditTrail {
  /** The newest records of a channel; with `before`, the newest in front of that position. */
  read(channelArn: string, limit: number, before?: AuditPosition): Promise<AuditRecord[]>;
}

/** A record's position in the audit of its channel. */
export type AuditPosition = Pick<AuditRecord, 'at' | 'action'>;

const PAGE_SIZE = 50;
const PREFIX = 'AUDIT#';
const positionSchema = z.object({ at: isoTimeSchema, action: z.enum(AUDIT_ACTIONS) });
const positionOf = ({ at, action }: AuditRecord): AuditPosition => ({ at, action });

/**
 * Reads one page of a channel's audit records.
 *
 * @throws InputError that names `nextToken` if it is not a token of an answer
 */
export async function auditPage(
  channelArn: string,
  nextToken: string | undefined,
  trail: AuditTrail,
): Promise<AuditAnswer> {
  const tokens = pageTokens({ audit: channelArn }, positionSchema);
  const after = tokens.read(nextToken);
  // One more record than the page shows whether there is another page.
  const stored = await trail.read(channelArn, PAGE_SIZE + 1, after);
  const last = stored[PAGE_SIZE - 1];
  const records = stored.slice(0, PAGE_SIZE);
  const hasMore = stored.length > PAGE_SIZE && last !== undefined;
  return { records, ...(hasMore && { nextToken: tokens.make(positionOf(last)) }) };
}

export function dynamoAuditTrail({ documents, name: TableName }: Table): AuditTrail {
  return {
    async read(channelArn, limit, before) {
      const pk = channelPk(channelArn);
      const query = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': PREFIX, ':to': `${PREFIX}~` },
        ExclusiveStartKey: before && { pk, sk: `${PREFIX}${before.at}#${before.action}` },
        ScanIndexForward: false,
        Limit: limit,
      });
      const { Items = [] } = await documents.send(query);
      return Items.map(toRecord);
    },
  };
}

/** Only `dynamoAuditLog` writes such items, so the members are not checked. */
function toRecord(item: Record<string, unknown>): AuditRecord {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, ...record } = item;
  return record as unknown as AuditRecord;
}
