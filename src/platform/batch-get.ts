import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from './clock.ts';
import type { Key, Table } from './table.ts';

type ItemAttributes = Record<string, unknown>;

/** The most keys that DynamoDB takes in one BatchGetItem. */
const MAX_KEYS = 100;
const FIRST_WAIT_MS = 50;
const MAX_TRIES = 8;

/**
 * Reads items by key with consistent reads, each item once. Keys that DynamoDB leaves unprocessed are
 * requested again, after waits that double.
 *
 * @returns the items that exist, in any order
 * @throws Error if DynamoDB still leaves keys unprocessed after 8 tries (about 6 s)
 */
export async function batchGet(table: Table, keys: Key[], clock: Clock): Promise<ItemAttributes[]> {
  const items: ItemAttributes[] = [];
  const unique = distinct(keys);
  for (let i = 0; i < unique.length; i += MAX_KEYS) {
    items.push(...(await getBatch(table, unique.slice(i, i + MAX_KEYS), clock)));
  }
  return items;
}

/** A secondary index may list an item twice for a moment, and DynamoDB refuses duplicate keys. The length makes the text of each key unique. */
const distinct = (keys: Key[]): Key[] => [
  ...new Map(keys.map((key) => [`${key.pk.length} ${key.pk}${key.sk}`, key])).values(),
];

async function getBatch(table: Table, keys: Key[], clock: Clock): Promise<ItemAttributes[]> {
  const items: ItemAttributes[] = [];
  let left: ItemAttributes[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (tries > 0) await clock.sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
    const request = { [table.name]: { Keys: left, ConsistentRead: true } };
    const answer = await table.documents.send(new BatchGetCommand({ RequestItems: request }));
    items.push(...(answer.Responses?.[table.name] ?? []));
    left = answer.UnprocessedKeys?.[table.name]?.Keys ?? [];
    if (left.length === 0) return items;
  }
  throw new Error(`DynamoDB left ${left.length} keys unprocessed after ${MAX_TRIES} tries`);
}
