import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { sdkFailure } from '../../../src/platform/sdk-failure.ts';
import type { Table } from '../../../src/platform/table.ts';
import { memoryTable } from './memory-table.ts';

const TableName = 'test';
const A = { pk: 'a', sk: '1' };
const NOW = Date.parse('2026-11-21T12:00:00.000Z');

const put = ({ documents }: Table, Item: object) =>
  documents.send(new PutCommand({ TableName, Item: { ...Item } }));
const listed = async ({ documents }: Table, phase: string) => {
  const query = new QueryCommand({
    ...{ TableName, IndexName: 'byPhase', KeyConditionExpression: 'phase = :phase' },
    ExpressionAttributeValues: { ':phase': phase },
  });
  return (await documents.send(query)).Items?.map(({ sk }) => sk);
};

test('what a test changes in a request or in an answer does not change the table', async () => {
  const { table, get, items } = memoryTable();
  const item = { ...A, list: [{ n: 1 }], bytes: Uint8Array.of(1), set: new Set(['a']) };
  await put(table, item);
  const expected = structuredClone(item);
  const { Item = {} } = await table.documents.send(new GetCommand({ TableName, Key: A }));
  for (const copy of [item, Item, get(A), items()[0]] as (typeof item)[]) {
    expect(copy).toEqual(expected);
    copy.list.push({ n: 2 });
    copy.bytes[0] = 9;
    copy.set.add('b');
  }
  expect(get(A)).toEqual(expected);
});

test('a refused condition is an error of the SDK, with the item if the request asks for it', async () => {
  const { table } = memoryTable();
  await put(table, { ...A, n: 1, set: new Set([2]), map: { list: [null, true, 'x'] } });
  const refused = (ReturnValuesOnConditionCheckFailure?: 'ALL_OLD') =>
    table.documents.send(
      new DeleteCommand({
        ...{ TableName, Key: A, ReturnValuesOnConditionCheckFailure },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  const error = { name: 'ConditionalCheckFailedException', $metadata: { httpStatusCode: 400 } };
  await expect(refused()).rejects.toMatchObject({ ...error, Item: undefined });
  await expect(refused('ALL_OLD')).rejects.toMatchObject({
    ...error,
    Item: {
      ...{ pk: { S: 'a' }, sk: { S: '1' }, n: { N: '1' }, set: { NS: ['2'] } },
      map: { M: { list: { L: [{ NULL: true }, { BOOL: true }, { S: 'x' }] } } },
    },
  });
  expect(await refused().catch(sdkFailure)).toBe('refused');
});

describe('what DynamoDB can do and the memory table cannot is an error that names it', () => {
  const { documents } = memoryTable().table;
  const Item = { ...A };
  const Key = A;
  test.each([
    [
      'DeleteRequest',
      new BatchWriteCommand({ RequestItems: { test: [{ DeleteRequest: { Key } }] } }),
    ],
    [
      'ReturnConsumedCapacity',
      new PutCommand({ TableName, Item, ReturnConsumedCapacity: 'TOTAL' }),
    ],
    ['Expected', new DeleteCommand({ TableName, Key, Expected: {} })],
    ['index of a list', new GetCommand({ TableName, Key, ProjectionExpression: 'a[0]' })],
    ['bigint|BigInt', new PutCommand({ TableName, Item: { ...A, n: 1n } })],
    ['function', new PutCommand({ TableName, Item: { ...A, f: () => 1 } })],
  ])('%s', async (name, command) => {
    const sent = documents.send(command as PutCommand);
    await expect(sent).rejects.toThrow(new RegExp(`^The memory table does not support.*(${name})`));
  });
});

test('TTL deletes the items whose time has passed, also after it was changed', async () => {
  const { table, expire, items, count } = memoryTable();
  const seconds = NOW / 1_000;
  const times = { now: seconds, past: seconds - 1, moved: seconds - 5, earlier: seconds + 9 };
  for (const [sk, expiresAt] of Object.entries(times)) await put(table, { pk: 'a', sk, expiresAt });
  await put(table, { pk: 'a', sk: 'none' });
  await put(table, { pk: 'a', sk: 'text', expiresAt: '1' });
  await put(table, { pk: 'a', sk: 'ancient', expiresAt: seconds - 6 * 365 * 86_400 });
  await put(table, { pk: 'a', sk: 'moved', expiresAt: seconds + 5, phase: 'P', sessionAt: 't' });
  await put(table, { pk: 'a', sk: 'earlier', expiresAt: seconds - 2 });
  const sks = (found: { sk?: unknown }[]) => found.map(({ sk }) => sk).sort();
  expect(sks(expire(NOW))).toEqual(['earlier', 'past']);
  expect(sks(expire(NOW))).toEqual([]);
  expect(await listed(table, 'P')).toEqual(['moved']);
  expect(sks(expire(NOW + 6_000))).toEqual(['moved', 'now']);
  expect(await listed(table, 'P')).toEqual([]);
  expect(sks(items())).toEqual(['ancient', 'none', 'text']);
  expect(count()).toBe(3);
});

test('with a lag, an index shows writes later, in their order', async () => {
  let now = NOW;
  const lags = [100, 10, 0];
  const { table } = memoryTable({ indexLag: { now: () => now, lag: () => lags.shift() ?? 0 } });
  const item = (sk: string, phase: string) => ({ pk: 'a', sk, phase, sessionAt: 't' });
  await put(table, item('1', 'LIVE'));
  await put(table, item('1', 'ENDED'));
  now += 99;
  expect([await listed(table, 'LIVE'), await listed(table, 'ENDED')]).toEqual([[], []]);
  now += 1;
  expect([await listed(table, 'LIVE'), await listed(table, 'ENDED')]).toEqual([[], ['1']]);
  await put(table, item('2', 'ENDED'));
  expect(await listed(table, 'ENDED')).toEqual(['1', '2']);
});

test('a page of a Query has at most 1 MB, and BatchGetItem at most 16 MB', async () => {
  const { table } = memoryTable();
  const sks = Array.from({ length: 50 }, (_, i) => String(i).padStart(2, '0'));
  for (const sk of sks) await put(table, { pk: 'a', sk, text: 'x'.repeat(349_000) });
  const query = new QueryCommand({
    ...{ TableName, KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': 'a' } },
  });
  const page = await table.documents.send(query);
  expect(page).toMatchObject({ Count: 3, LastEvaluatedKey: { pk: 'a', sk: '02' } });
  const Keys = sks.map((sk) => ({ pk: 'a', sk }));
  const batch = new BatchGetCommand({ RequestItems: { test: { Keys, ConsistentRead: true } } });
  const { Responses, UnprocessedKeys } = await table.documents.send(batch);
  expect(Responses?.test).toHaveLength(48);
  expect(UnprocessedKeys?.test).toEqual({ Keys: Keys.slice(48), ConsistentRead: true });
});

test('the limits of DynamoDB hold', async () => {
  const { table } = memoryTable();
  const nested = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 'x');
  const names = Array.from({ length: 600 }, (_, i) => `name${i} = :v`);
  const refused: PutCommand[] = [
    new PutCommand({ TableName, Item: { ...A, text: 'é'.repeat(205_000) } }),
    new PutCommand({ TableName, Item: { ...A, nested } }),
    new PutCommand({ TableName, Item: { ...A, phase: '' } }),
    new PutCommand({ TableName, Item: { pk: 'é'.repeat(1_025), sk: '1' } }),
    new PutCommand({ TableName, Item: { ...A, tiny: 1e-200 } }),
  ];
  const Values = { ExpressionAttributeValues: { ':v': 1 } };
  const long = { TableName, Key: A, UpdateExpression: `SET ${names.join(', ')}`, ...Values };
  for (const command of [...refused, new UpdateCommand(long)]) {
    const sent = table.documents.send(command as PutCommand);
    await expect(sent).rejects.toMatchObject({ name: 'ValidationException' });
  }
});

test('numbers are added as decimals', async () => {
  const { table, get } = memoryTable();
  await put(table, { ...A, n: 0.1, m: 1e-7 });
  const update = new UpdateCommand({
    ...{ TableName, Key: A, UpdateExpression: 'SET n = n + :by, m = m - :by' },
    ExpressionAttributeValues: { ':by': 0.2 },
  });
  await table.documents.send(update);
  expect(get(A)).toMatchObject({ n: 0.3, m: -0.1999999 });
});

test('items can be saved and loaded', async () => {
  const { table, items, load, clear, put: store, delete: remove, count } = memoryTable();
  await put(table, { ...A, phase: 'LIVE', sessionAt: 't' });
  const saved = items();
  clear();
  expect([count(), await listed(table, 'LIVE')]).toEqual([0, []]);
  store({ pk: 'b', sk: '1' });
  load(saved);
  expect([items(), await listed(table, 'LIVE')]).toEqual([saved, ['1']]);
  expect(items('b')).toEqual([]);
  remove(A);
  expect([count(), await listed(table, 'LIVE')]).toEqual([0, []]);
});

test('a long partition stays in order when items are added and removed in any order', async () => {
  const { table, items } = memoryTable();
  const sks = Array.from({ length: 3_000 }, (_, i) => String((i * 1_237) % 3_000).padStart(4, '0'));
  for (const sk of sks) await put(table, { pk: 'a', sk });
  expect(items('a').map(({ sk }) => sk)).toEqual([...sks].sort());
  const removed = sks.filter((_, i) => i % 3 > 0);
  for (const sk of removed) {
    await table.documents.send(new DeleteCommand({ TableName, Key: { pk: 'a', sk } }));
  }
  expect(items('a').map(({ sk }) => sk)).toEqual(sks.filter((_, i) => i % 3 === 0).sort());
});
