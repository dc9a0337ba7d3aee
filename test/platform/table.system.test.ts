import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionKey } from '../../src/platform/table.ts';
import { startTable } from '../support/table.ts';

let close: () => Promise<void>;
let table: Awaited<ReturnType<typeof startTable>>['table'];
beforeAll(async () => {
  ({ table, close } = await startTable());
});
afterAll(() => close());

test('the table of serverless.yml exists with its indexes', async () => {
  const item = { ...sessionKey('arn', 'st-1'), phase: 'LIVE', sessionAt: '2026' };
  await table.documents.send(new PutCommand({ TableName: table.name, Item: item }));
  const query = new QueryCommand({
    TableName: table.name,
    IndexName: 'byPhase',
    KeyConditionExpression: 'phase = :p',
    ExpressionAttributeValues: { ':p': 'LIVE' },
  });
  expect((await table.documents.send(query)).Items).toEqual([item]);
});
