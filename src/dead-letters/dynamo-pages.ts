import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { ENDED_LETTERS_PK, OPEN_LETTERS_PK, type Table } from '../platform/table.ts';
import type { StoredLetter } from './letter.ts';
import type { LetterCount, LetterPage, PageOptions } from './store.ts';

/** Before and after every position. */
const FIRST = '0';
const LAST = '9';
/** After every position that begins with a time: the character behind `#`. */
const AFTER_TIME = '$';

export async function queryPage(
  { documents, name: TableName }: Table,
  { of, order, limit, after, since, until }: PageOptions,
): Promise<LetterPage> {
  const pk = of === 'open' ? OPEN_LETTERS_PK : ENDED_LETTERS_PK;
  const query = new QueryCommand({
    ...{ TableName, ConsistentRead: true, Limit: limit },
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': pk,
      ':from': since ?? FIRST,
      ':to': until === undefined ? LAST : `${until}${AFTER_TIME}`,
    },
    ScanIndexForward: order === 'oldest',
    ExclusiveStartKey: after === undefined ? undefined : { pk, sk: after },
  });
  const { Items = [], LastEvaluatedKey } = await documents.send(query);
  const next = LastEvaluatedKey?.sk;
  return { letters: Items.map(toLetter), ...(typeof next === 'string' && { next }) };
}

/** Letters whose end is marked, and which are still there, and unconfirmed ones: the run that ended or added them was interrupted. */
export async function queryInterrupted(
  { documents, name: TableName }: Table,
  limit: number,
): Promise<StoredLetter[]> {
  const query = new QueryCommand({
    ...{ TableName, Limit: limit, ConsistentRead: true },
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: 'attribute_exists(ended) OR attribute_exists(unconfirmed)',
    ExpressionAttributeValues: { ':pk': OPEN_LETTERS_PK },
  });
  const { Items = [] } = await documents.send(query);
  return Items.map(toLetter);
}

/** Letters whose end is marked have ended, although they are still there. */
export async function countLetters(
  { documents, name: TableName }: Table,
  limit: number,
): Promise<LetterCount> {
  const query = new QueryCommand({
    ...{ TableName, Limit: limit },
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: 'attribute_not_exists(ended)',
    ProjectionExpression: 'kind',
    ExpressionAttributeValues: { ':pk': OPEN_LETTERS_PK },
  });
  const { Items = [], LastEvaluatedKey } = await documents.send(query);
  const metadata = Items.filter(({ kind }) => kind === 'metadata').length;
  return {
    ...{ metadata, function: Items.length - metadata },
    hasMore: LastEvaluatedKey !== undefined,
  };
}

/** Only `dynamoDeadLetterStore` writes such items, so the members are not checked. */
export function toLetter(item: Record<string, unknown>): StoredLetter {
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, unconfirmed: _unconfirmed, ...letter } = item;
  return letter as unknown as StoredLetter;
}
