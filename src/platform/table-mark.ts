import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from './conditional-write.ts';
import { type Table, tableMarkKey } from './table.ts';
import type { TableMark } from './table-format.ts';

/** @returns undefined if the table has no mark. @throws DynamoDB's errors */
export async function readTableMark({ name, documents }: Table): Promise<TableMark | undefined> {
  const command = new GetCommand({ TableName: name, Key: tableMarkKey });
  const { Item } = await documents.send(command);
  if (!Item) return undefined;
  return { format: Number(Item.format), version: String(Item.version), at: String(Item.at) };
}

/** Writes the mark, unless the table has one of a newer format. @returns whether it was written */
export function writeTableMark(table: Table, mark: TableMark): Promise<boolean> {
  const command = new PutCommand({
    TableName: table.name,
    Item: { ...tableMarkKey, ...mark },
    ConditionExpression: 'attribute_not_exists(pk) OR #format <= :format',
    ExpressionAttributeNames: { '#format': 'format' },
    ExpressionAttributeValues: { ':format': mark.format },
  });
  return conditionalWrite(table.documents.send(command));
}
