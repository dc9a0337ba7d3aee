import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../channels/audit.ts';
import { InputError } from '../platform/errors.ts';
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
  /** The newest records of a channel; with `before`, the newest whose sort key is less than it. */
  read(channelArn: string, limit: number, before?: string): Promise<StoredRecord[]>;
}

export interface StoredRecord extends AuditRecord {
  /** `AUDIT#<time>#<action>` */
  sk: string;
}

const PAGE_SIZE = 50;
const PREFIX = 'AUDIT#';

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
  if (nextToken !== undefined && !nextToken.startsWith(PREFIX))
    throw new InputError('nextToken', 'the nextToken of an answer to the same query', nextToken);
  // One more record than the page shows whether there is another page.
  const stored = await trail.read(channelArn, PAGE_SIZE + 1, nextToken);
  const last = stored[PAGE_SIZE - 1]?.sk;
  const records = stored.slice(0, PAGE_SIZE).map(({ sk: _sk, ...record }) => record);
  return { records, ...(stored.length > PAGE_SIZE && last !== undefined && { nextToken: last }) };
}

export function dynamoAuditTrail({ documents, name: TableName }: Table): AuditTrail {
  return {
    async read(channelArn, limit, before) {
      const pk = channelPk(channelArn);
      const query = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': pk, ':from': PREFIX, ':to': `${PREFIX}~` },
        ExclusiveStartKey: before === undefined ? undefined : { pk, sk: before },
        ScanIndexForward: false,
        Limit: limit,
      });
      const { Items = [] } = await documents.send(query);
      return Items.map(toRecord);
    },
  };
}

/** Only `dynamoAuditLog` writes such items, so the members are not checked. */
function toRecord(item: Record<string, unknown>): StoredRecord {
  const { pk: _pk, expiresAt: _expiresAt, ...record } = item;
  return record as unknown as StoredRecord;
}
