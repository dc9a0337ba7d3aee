import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { batchGet } from '../../src/platform/batch-get.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Table } from '../../src/platform/table.ts';
import { dynamoSessionStore } from '../../src/sessions/dynamo-store.ts';

/** The tests of `batchGet`. @param table may hold items of other tests */
export function batchGetContract(table: () => Table): void {
  test('duplicate keys return one item (DynamoDB would refuse them)', async () => {
    const id = { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/a', streamId: 'st-a' };
    const at = '2026-11-21T12:00:00.000Z';
    const store = dynamoSessionStore(table(), systemClock);
    await store.addFact(id, 'started', { at, id: '1' });
    expect(await store.get([id, { ...id }])).toMatchObject([{ ...id, started: { at } }]);
    const keys = Array.from({ length: 150 }, (_, i) => ({ pk: 'X', sk: String(i % 120) }));
    expect(await batchGet(table(), keys, systemClock)).toEqual([]);
  });

  test('keys that are the same text together are different keys', async () => {
    const own = table();
    const TableName = own.name;
    const keys = [
      { pk: 'batch', sk: 'get' },
      { pk: 'batchg', sk: 'et' },
    ];
    for (const Item of keys) await own.documents.send(new PutCommand({ TableName, Item }));
    expect(await batchGet(own, keys, systemClock)).toHaveLength(2);
  });
}
