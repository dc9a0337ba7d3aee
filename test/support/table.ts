import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { parse } from 'yaml';
import { documentClient, type Table } from '../../src/platform/table.ts';

/** A table with the whole client of the SDK. */
export interface StartedTable extends Table {
  documents: DynamoDBDocumentClient;
}

/** A DynamoDB (dynalite, over HTTP) with the table as serverless.yml defines it. */
export async function startTable(): Promise<{ table: StartedTable; close(): Promise<void> }> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await client.send(new CreateTableCommand(tableDefinition('test')));
  return {
    table: { name: 'test', documents: documentClient(client) },
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function tableDefinition(name: string): CreateTableCommandInput {
  const { Properties } = parse(readFileSync('serverless.yml', 'utf8')).resources.Resources.Table;
  const { BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = Properties;
  return { TableName: name, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
}
