import { BatchWriteCommand, DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../../platform/conditional-write.ts';
import { expiresAfter, type Table, waitingMetadataKey } from '../../platform/table.ts';
import type { WaitingMessages, WaitingStore } from './waiting-store.ts';

const KEPT_DAYS = 1;
/**
 * What becomes visible so soon is not taken, ms. Clocks differ by up to 2 s, so another instance may have received it
 * already, and may be sending it.
 */
const MARGIN_MS = 5_000;

/** @see WaitingStore */
export const dynamoWaitingStore = (table: Table): WaitingStore => ({
  note: (waiting) => note(table, waiting),
  take: (channelArn, now) => take(table, channelArn, now),
});

async function note(
  { documents, name }: Table,
  waiting: readonly WaitingMessages[],
): Promise<void> {
  const puts = waiting.map(({ channelArn, receiptHandles, until }) => {
    const expiresAt = expiresAfter(until, KEPT_DAYS);
    const Item = { ...waitingMetadataKey(channelArn), receiptHandles, until, expiresAt };
    return { PutRequest: { Item } };
  });
  const request = new BatchWriteCommand({ RequestItems: { [name]: puts } });
  const { UnprocessedItems } = await documents.send(request);
  const left = UnprocessedItems?.[name]?.length ?? 0;
  if (left > 0) throw new Error(`DynamoDB left ${left} of ${waiting.length} items unprocessed`);
}

async function take(
  { documents, name: TableName }: Table,
  channelArn: string,
  now: number,
): Promise<WaitingMessages | undefined> {
  const Key = waitingMetadataKey(channelArn);
  const get = new GetCommand({ TableName, Key, ConsistentRead: true });
  const { Item } = await documents.send(get);
  if (!Item || now >= Item.until - MARGIN_MS) return undefined;
  const isTaken = await conditionalWrite(
    documents.send(
      new DeleteCommand({
        ...{ TableName, Key },
        ConditionExpression: '#until = :until',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':until': Item.until },
      }),
    ),
  );
  if (!isTaken) return undefined;
  return { channelArn, receiptHandles: Item.receiptHandles, until: Item.until };
}
