import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditEntry } from '../channels/audit.ts';
import { InputError } from '../platform/errors.ts';
import { channelPk, type Table } from '../platform/table.ts';

/** A record of what was decided and done, as it is kept for a year. */
export interface AuditRecord extends AuditEntry {
  /** ISO 8601. */
  at: string;
  /** What an action came to beyond its outcome. */
  result?: Record<string, unknown>;
}

export interface AuditAnswer {
  /** Newest first. */
  records: AuditRecord[];
  /** There are more: ask again, with this. */
  nextToken?: string;
}

export interface AuditTrail {
  /** The newest records of a channel, or those before `before`, the sort key of one. */
  read(channelArn: string, limit: number, before?: string): Promise<StoredRecord[]>;
}

export interface StoredRecord extends AuditRecord {
  /** `AUDIT#<time>#<action>` */
  sk: string;
}

const PAGE = 50;
const PREFIX = 'AUDIT#';

/** What happened to a channel. @throws InputError that names `nextToken` for one that no answer gave */
export async function auditPage(
  channelArn: string,
  nextToken: string | undefined,
  trail: AuditTrail,
): Promise<AuditAnswer> {
  if (nextToken !== undefined && !nextToken.startsWith(PREFIX))
    throw new InputError('nextToken', 'the nextToken of an answer to the same query', nextToken);
  // One more than is answered tells whether there are more.
  const stored = await trail.read(channelArn, PAGE + 1, nextToken);
  const last = stored[PAGE - 1]?.sk;
  const records = stored.slice(0, PAGE).map(({ sk: _sk, ...record }) => record);
  return { records, ...(stored.length > PAGE && last !== undefined && { nextToken: last }) };
}

export function dynamoAuditTrail({ documents, name: TableName }: Table): AuditTrail {
  return {
    async read(channelArn, limit, before) {
      const query = new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': channelPk(channelArn),
          ':from': PREFIX,
          ':to': `${PREFIX}~`,
        },
        ExclusiveStartKey:
          before === undefined ? undefined : { pk: channelPk(channelArn), sk: before },
        ScanIndexForward: false,
        Limit: limit,
      });
      const { Items = [] } = await documents.send(query);
      return Items.map(toRecord);
    },
  };
}

/** Only `dynamoAuditLog` writes these, so what comes back is one. */
function toRecord(item: Record<string, unknown>): StoredRecord {
  const { pk: _pk, expiresAt: _expiresAt, ...record } = item;
  return record as unknown as StoredRecord;
}
