import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionalWrite } from '../platform/conditional-write.ts';
import { letterBodyKey, type Table } from '../platform/table.ts';

/** At most three bytes of UTF-8 for each: an item has at most 400 KB. */
const PART_LENGTH = 120_000;
const BEGIN = letterBodyKey('', 0).sk.slice(0, -3);

/** Writes the body of a letter. It may be repeated. @param expiresAt TTL, seconds since the epoch */
export async function writeBody(
  { documents, name: TableName }: Table,
  id: string,
  body: string,
  expiresAt: number,
): Promise<void> {
  for (const [index, text] of partsOf(body).entries()) {
    const Item = { ...letterBodyKey(id, index), text, expiresAt };
    await documents.send(new PutCommand({ TableName, Item }));
  }
}

export async function readBody({ documents, name: TableName }: Table, id: string): Promise<string> {
  let text = '';
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const query = new QueryCommand({
      ...{ TableName, ExclusiveStartKey, ConsistentRead: true },
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :begin)',
      ExpressionAttributeValues: { ':pk': letterBodyKey(id, 0).pk, ':begin': BEGIN },
    });
    const { Items = [], LastEvaluatedKey } = await documents.send(query);
    text += Items.map((item) => String(item.text)).join('');
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return text;
}

/** Sets until when a body is kept. @param bytes its size in UTF-8 @param expiresAt TTL, seconds since the epoch */
export async function keepBodyUntil(
  { documents, name: TableName }: Table,
  id: string,
  bytes: number,
  expiresAt: number,
): Promise<void> {
  // A text has at most as many UTF-16 units as bytes, and a part may be shorter by one unit.
  const most = bytes <= PART_LENGTH ? 1 : Math.ceil(bytes / (PART_LENGTH - 1));
  for (let index = 0; index < most; index += 1) {
    const command = new UpdateCommand({
      ...{ TableName, Key: letterBodyKey(id, index) },
      UpdateExpression: 'SET expiresAt = :expiresAt',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':expiresAt': expiresAt },
    });
    if (!(await conditionalWrite(documents.send(command)))) return;
  }
}

/** A pair of surrogates is not divided: UTF-8 cannot express half of it. */
export function partsOf(body: string): string[] {
  const parts: string[] = [];
  for (let from = 0; from < body.length || from === 0; ) {
    const end = from + PART_LENGTH;
    const last = body.charCodeAt(end - 1);
    const isDivided = last >= 0xd800 && last <= 0xdbff;
    const to = isDivided ? end - 1 : end;
    parts.push(body.slice(from, to));
    from = to;
  }
  return parts;
}
