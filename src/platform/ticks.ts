import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Table, TICKS_PK, tickKey } from './table.ts';

/** When a scheduled function last ended well, and which version of the code it was. */
export interface Tick {
  functionName: string;
  /** ISO 8601 */
  at: string;
  version: string;
}

/**
 * How long a Lambda instance waits between two records of its ticks, ms: a little less than the five minutes of the
 * slowest schedule, so that each of its runs counts. A record for each run would cost five times as much.
 */
export const TICK_EVERY_MS = 270_000;

/** Whether EventBridge has invoked the function by a schedule. */
export function isScheduled(event: unknown): boolean {
  return (
    typeof event === 'object' &&
    event !== null &&
    'source' in event &&
    event.source === 'aws.events'
  );
}

export async function writeTick(table: Table, tick: Tick): Promise<void> {
  const { functionName, at, version } = tick;
  await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: tickKey(functionName),
      UpdateExpression: 'SET #at = :at, version = :version',
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: { ':at': at, ':version': version },
    }),
  );
}

/** The last ticks of all functions that have one. Reads consistently. */
export async function readTicks({ name, documents }: Table): Promise<Tick[]> {
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': TICKS_PK },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ sk, at, version }) => ({
    ...{ functionName: String(sk), at: String(at), version: String(version) },
  }));
}
