import { BatchWriteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, isoTime } from '../../platform/clock.ts';
import { expiresAfter, sentMessagesKey, sentMessagesPk, type Table } from '../../platform/table.ts';
import type { MessageOutcome } from '../send/channel-batch.ts';
import { sentCountsItem } from './dynamo-sent-rates.ts';
import { PeriodSums } from './period-counts.ts';
import type { EndedMessages, SentHistory } from './sent-history.ts';
import type { SentMessage } from './sent-message.ts';

const KEPT_DAYS = 1;
/** So many messages of a batch are kept: with long ids and keys they need about 8 KB, usually 3 KB. */
const MESSAGES = 20;
/** The most items that DynamoDB takes in one BatchWriteItem. */
const MAX_ITEMS = 25;

/** Without names of members, a batch takes less of the table's write capacity. */
type StoredMessage = [
  id: string,
  outcome: MessageOutcome,
  at: number,
  bytes: number,
  ageMs: number,
  preview: string,
  key?: string,
];

/** @param instance a name of this Lambda instance that no other one has */
export function dynamoSentHistory(table: Table, clock: Clock, instance: string): SentHistory {
  const sums = new PeriodSums();
  return {
    count: (counts) => sums.add(counts, clock.now()),
    async keep(ended, withCounts) {
      const now = clock.now();
      const sent = withCounts ? sums.take(now) : undefined;
      await putAll(table, [
        ...ended.map((batch) => messagesItem(batch, now)),
        ...(sent ? [sentCountsItem(instance, sent)] : []),
      ]);
    },
  };
}

const messagesItem = ({ channelArn, batchId, messages }: EndedMessages, now: number) => ({
  ...sentMessagesKey(channelArn, isoTime(now), batchId),
  delivered: messages.filter(({ outcome }) => outcome === 'delivered').length,
  messages: messages.slice(-MESSAGES).map(toStored),
  expiresAt: expiresAfter(now, KEPT_DAYS),
});

/** What the table does not take at once is not worth a wait. */
async function putAll({ documents, name }: Table, items: readonly object[]): Promise<void> {
  let left = 0;
  for (let from = 0; from < items.length; from += MAX_ITEMS) {
    const puts = items.slice(from, from + MAX_ITEMS).map((Item) => ({ PutRequest: { Item } }));
    const request = new BatchWriteCommand({ RequestItems: { [name]: puts } });
    const { UnprocessedItems } = await documents.send(request);
    left += UnprocessedItems?.[name]?.length ?? 0;
  }
  if (left > 0) throw new Error(`DynamoDB left ${left} of ${items.length} items unprocessed`);
}

/** What is kept of one batch of a channel. */
export interface SentBatch {
  /** When it was written, ISO 8601. */
  at: string;
  /** All messages of the batch that were delivered. */
  delivered: number;
  /** The last ones, in the order in which they ended. */
  messages: SentMessage[];
}

/** A batch has at least one message, so a page has as many as an answer. */
const PAGE_SIZE = 50;

/** The batches of a channel, newest first. It reads a page when it is needed. */
export async function* readSentBatches(
  { documents, name: TableName }: Table,
  channelArn: string,
): AsyncGenerator<SentBatch> {
  let after: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        ...{ TableName, Limit: PAGE_SIZE, ScanIndexForward: false, ExclusiveStartKey: after },
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': sentMessagesPk(channelArn) },
      }),
    );
    for (const item of Items) yield toBatch(item);
    after = LastEvaluatedKey;
  } while (after);
}

function toStored({ id, outcome, at, bytes, ageMs, preview, key }: SentMessage): StoredMessage {
  const stored: StoredMessage = [id, outcome, at, bytes, ageMs, preview];
  if (key !== undefined) stored.push(key);
  return stored;
}

/** Only dynamoSentHistory writes these items, so the members are not checked. */
function toBatch({ sk, delivered, messages }: Record<string, unknown>): SentBatch {
  const [at = ''] = String(sk).split('#');
  return {
    at,
    delivered: Number(delivered),
    messages: (messages as StoredMessage[]).map(toMessage),
  };
}

const toMessage = ([id, outcome, at, bytes, ageMs, preview, key]: StoredMessage): SentMessage => ({
  ...{ id, ...(key !== undefined && { key }), outcome, at, bytes, ageMs, preview },
});
