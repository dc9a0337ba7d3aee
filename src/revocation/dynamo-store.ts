import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../platform/conditional-write.ts';
import { expiresAfter, REVOCATION_PK, revocationKey, type Table } from '../platform/table.ts';
import type { Revocation } from './revocation.ts';
import { RevocationEndedError, type RevocationStore } from './store.ts';

/** DynamoDB deletes a revocation this many days after it is done. */
const RETENTION_DAYS = 30;

const MAY_BEGIN = 'attribute_not_exists(pk) OR (attribute_exists(doneAt) AND id <> :id)';
const IS_OPEN = 'id = :id AND attribute_not_exists(doneAt)';

export function dynamoRevocationStore(table: Table): RevocationStore {
  const get = (channelArn: string) => read(table, channelArn);
  return {
    get,
    async begin(revocation) {
      if (await put(table, revocation, MAY_BEGIN)) return revocation;
      return (await get(revocation.channelArn)) ?? revocation;
    },
    async save(revocation) {
      if (!(await put(table, revocation, IS_OPEN))) throw new RevocationEndedError(revocation);
    },
    async isOpen(channelArn) {
      const revocation = await get(channelArn);
      return revocation !== undefined && revocation.doneAt === undefined;
    },
    listOpen: () => queryOpen(table),
  };
}

/** @returns whether the condition held and the revocation was written */
function put(
  { documents, name: TableName }: Table,
  revocation: Revocation,
  ConditionExpression: string,
): Promise<boolean> {
  const { channelArn, id, doneAt } = revocation;
  const expires = doneAt && { expiresAt: expiresAfter(Date.parse(doneAt), RETENTION_DAYS) };
  const Item = { ...revocation, ...revocationKey(channelArn), ...expires };
  const command = new PutCommand({
    ...{ TableName, Item, ConditionExpression },
    ExpressionAttributeValues: { ':id': id },
  });
  return conditionalWrite(documents.send(command));
}

async function read(
  { documents, name: TableName }: Table,
  channelArn: string,
): Promise<Revocation | undefined> {
  const Key = revocationKey(channelArn);
  const { Item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item && toRevocation(Item);
}

async function queryOpen({ documents, name: TableName }: Table): Promise<Revocation[]> {
  const open: Revocation[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const query = new QueryCommand({
      ...{ TableName, ExclusiveStartKey, ConsistentRead: true },
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'attribute_not_exists(doneAt)',
      ExpressionAttributeValues: { ':pk': REVOCATION_PK },
    });
    const { Items = [], LastEvaluatedKey } = await documents.send(query);
    open.push(...Items.map(toRevocation));
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return open;
}

/** The cast is safe because only `put` writes these items. */
function toRevocation(item: Record<string, unknown>): Revocation {
  const { pk: _pk, sk: _sk, expiresAt: _expires, ...revocation } = item;
  return revocation as unknown as Revocation;
}
