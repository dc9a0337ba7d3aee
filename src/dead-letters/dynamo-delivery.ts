import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { LETTER_OUTCOMES, letterKey, type Table } from '../platform/table.ts';
import type { DeliveryCounts } from './letter.ts';

/** Reads what `sendMetadata` has noted about a letter. See DeadLetterStore.delivery. */
export async function readDelivery(
  { documents, name: TableName }: Table,
  id: string,
  attempt: number | undefined,
): Promise<DeliveryCounts | undefined> {
  const query = new QueryCommand({
    ...{ TableName, ConsistentRead: true },
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :outcomes)',
    ExpressionAttributeValues: {
      ':pk': letterKey(id).pk,
      ':outcomes': `${LETTER_OUTCOMES}${attempt === undefined ? '' : `${attempt}#`}`,
    },
  });
  const { Items = [] } = await documents.send(query);
  if (Items.length === 0) return undefined;
  const counts: DeliveryCounts = {};
  for (const { outcomes } of Items)
    for (const [outcome, count] of Object.entries((outcomes ?? {}) as DeliveryCounts))
      counts[outcome] = (counts[outcome] ?? 0) + count;
  return counts;
}
