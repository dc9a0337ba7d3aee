import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { sessionKey, type Table } from '../../src/platform/table.ts';

/** The tests of the table. @param open returns a table without items of other tests */
export function tableContract(open: () => Table): void {
  test('the table of serverless.yml exists with its indexes', async () => {
    const table = open();
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
}
