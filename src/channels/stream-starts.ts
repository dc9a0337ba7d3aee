import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { channelKey, type Table } from '../platform/table.ts';
import { toRecord } from './item.ts';
import type { ChannelRecord } from './record.ts';

/**
 * Which channels are live, as far as events have told. One consistent read, not repeated.
 *
 * @param channelArns at most 100, each once
 * @returns when their streams started, ms since the epoch. A channel that DynamoDB leaves unprocessed is left out
 * @throws DynamoDB's errors
 */
export async function liveSince(
  { documents, name }: Table,
  channelArns: readonly string[],
): Promise<Map<string, number>> {
  const request = { [name]: { Keys: channelArns.map(channelKey), ConsistentRead: true } };
  const { Responses } = await documents.send(new BatchGetCommand({ RequestItems: request }));
  const records = (Responses?.[name] ?? []).map(toRecord);
  return new Map(
    records.flatMap((record) => {
      const startedAt = startOf(record);
      return startedAt === undefined ? [] : [[record.channelArn, startedAt]];
    }),
  );
}

/** Times of equal length sort as texts. Where the evidence ties, the channel counts as live. */
function startOf({ lastStart, lastEnd }: ChannelRecord): number | undefined {
  if (!lastStart || (lastEnd && lastEnd.at > lastStart.at)) return undefined;
  return Date.parse(lastStart.at);
}
