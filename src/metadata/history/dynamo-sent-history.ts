import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, isoTime } from '../../platform/clock.ts';
import { expiresAfter, sentMessagesKey, sentMessagesPk, type Table } from '../../platform/table.ts';
import type { MessageOutcome } from '../send/channel-batch.ts';
import { writeSentCounts } from './dynamo-sent-rates.ts';
import { PeriodSums } from './period-counts.ts';
import type { SentHistory } from './sent-history.ts';
import type { SentMessage } from './sent-message.ts';

const KEPT_DAYS = 1;
/** So many messages of a batch are kept: with long ids and keys they need about 8 KB, usually 3 KB. */
const MESSAGES = 20;

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
    async keepMessages(channelArn, batchId, messages) {
      const now = clock.now();
      const Item = {
        ...sentMessagesKey(channelArn, isoTime(now), batchId),
        delivered: messages.filter(({ outcome }) => outcome === 'delivered').length,
        messages: messages.slice(-MESSAGES).map(toStored),
        expiresAt: expiresAfter(now, KEPT_DAYS),
      };
      await table.documents.send(new PutCommand({ TableName: table.name, Item }));
    },
    count: (counts) => sums.add(counts, clock.now()),
    async writeCounts() {
      const sent = sums.take(clock.now());
      if (sent) await writeSentCounts(table, instance, sent.period, sent.counts);
    },
  };
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
