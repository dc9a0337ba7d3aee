import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from './clock.ts';
import type { Key, Table } from './table.ts';

type Item = Record<string, unknown>;

/** DynamoDB's limit of keys in one BatchGetItem. */
const LARGEST_BATCH = 100;
const FIRST_WAIT_MS = 50;
const MOST_TRIES = 8;

/**
 * Reads items by key, consistently, each once. What DynamoDB leaves unprocessed is asked for again, after
 * waits that double.
 *
 * @returns the items that exist, in no certain order
 * @throws Error if DynamoDB still leaves keys unprocessed after about 6 s
 */
export async function batchGet(table: Table, keys: Key[], clock: Clock): Promise<Item[]> {
  const items: Item[] = [];
  const each = distinct(keys);
  for (let i = 0; i < each.length; i += LARGEST_BATCH) {
    items.push(...(await getBatch(table, each.slice(i, i + LARGEST_BATCH), clock)));
  }
  return items;
}

/** An index that lags behind may list an item twice, and DynamoDB refuses a batch with doubles. */
const distinct = (keys: Key[]): Key[] => [
  ...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), key])).values(),
];

async function getBatch(table: Table, keys: Key[], clock: Clock): Promise<Item[]> {
  const items: Item[] = [];
  let left: Item[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (tries > 0) await clock.sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
    const request = { [table.name]: { Keys: left, ConsistentRead: true } };
    const answer = await table.documents.send(new BatchGetCommand({ RequestItems: request }));
    items.push(...(answer.Responses?.[table.name] ?? []));
    left = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (left.length === 0) return items;
  }
  throw new Error(`DynamoDB left ${left.length} keys unread after ${MOST_TRIES} tries`);
}
