import { isChannelArn } from '../../ivs/arn.ts';
import { type EnvelopeMessage, envelopeMessage } from '../format/envelope.ts';
import type { MetadataMessage } from '../format/message.ts';
import { parseQueueBody } from '../format/queue-body.ts';
import { isStickyId, slotOf } from '../format/sticky-id.ts';
import { type MessageLimits, messageFault } from './message-fault.ts';
import type { QueueRecord } from './records.ts';

/** What finally happened to a message. Every message gets exactly one outcome. */
export type MessageOutcome = 'delivered' | 'expired' | 'superseded' | 'dropped' | 'deadLettered';

/** One message of the batch. */
export interface BatchMessage extends EnvelopeMessage {
  kind: 'message';
  /** The SQS message that holds it. */
  sqsMessage: ReceivedSqsMessage;
  message: MetadataMessage;
  /** Why the message can never be sent. It supersedes no other message. */
  fault?: string;
  /** Absent as long as the message is pending. */
  outcome?: MessageOutcome;
  /** When it got its outcome, ms since the epoch. */
  endedAt?: number;
}

/** Stands in the place of the content of an SQS message that cannot be read. */
export interface UnreadableItem {
  kind: 'unreadable';
  sqsMessage: ReceivedSqsMessage;
  reason: string;
  outcome?: MessageOutcome;
  endedAt?: number;
}

export type BatchItem = BatchMessage | UnreadableItem;

/** Gives an item its outcome. @param at ms since the epoch */
export function endItem(item: BatchItem, outcome: MessageOutcome, at: number): void {
  item.outcome = outcome;
  item.endedAt = at;
}

/** One SQS message of the batch with its content. */
export interface ReceivedSqsMessage {
  record: QueueRecord;
  /** ms since the epoch; 0 if the body cannot be read */
  queuedAt: number;
  items: BatchItem[];
  /** The newest message of each key in this SQS message. */
  newestByKey: Map<string, BatchMessage>;
}

/** The part of a batch that belongs to one channel, in order. */
export interface ChannelBatch {
  /** The message group: the channel's ARN, unless another program wrote to the queue. */
  group: string;
  sqsMessages: ReceivedSqsMessage[];
  /** The items of all its SQS messages. */
  items: BatchItem[];
  /** The newest message of each key in the whole batch. It supersedes the earlier ones. */
  newestByKey: Map<string, BatchMessage>;
}

/** Groups a batch by channel. The order within a channel is kept. */
export function toChannelBatches(
  records: readonly QueueRecord[],
  limits: MessageLimits,
): ChannelBatch[] {
  const batches = new Map<string, ChannelBatch>();
  for (const record of records) {
    const { group } = record;
    const batch = batches.get(group) ?? emptyBatch(group);
    batches.set(group, batch);
    addSqsMessage(batch, toSqsMessage(record, limits));
  }
  return [...batches.values()];
}

const emptyBatch = (group: string): ChannelBatch => ({
  group,
  sqsMessages: [],
  items: [],
  newestByKey: new Map(),
});

function addSqsMessage(batch: ChannelBatch, sqsMessage: ReceivedSqsMessage): void {
  batch.sqsMessages.push(sqsMessage);
  for (const item of sqsMessage.items) {
    batch.items.push(item);
    if (item.kind === 'unreadable' || item.fault !== undefined) continue;
    updateNewest(sqsMessage.newestByKey, item);
    updateNewest(batch.newestByKey, item);
  }
}

/**
 * The last message of a key is the newest. The exception is a sticky value: a repeat of an old value can
 * be queued behind a newer value. The ids of sticky values tell which is newer.
 */
function updateNewest(newestByKey: Map<string, BatchMessage>, message: BatchMessage): void {
  const { key } = message.message;
  if (key === undefined) return;
  const { shortId } = message;
  const newestId = newestByKey.get(key)?.shortId ?? '';
  const isSameSlot = isStickyId(shortId) && slotOf(shortId) === slotOf(newestId);
  if (!isSameSlot || shortId >= newestId) newestByKey.set(key, message);
}

function toSqsMessage(record: QueueRecord, limits: MessageLimits): ReceivedSqsMessage {
  const sqsMessage: ReceivedSqsMessage = {
    ...{ record, queuedAt: 0, items: [], newestByKey: new Map() },
  };
  const body = parseQueueBody(record.body);
  if (!isChannelArn(record.group)) {
    const reason = 'MessageGroupId: expected the ARN of a channel';
    sqsMessage.items = [{ kind: 'unreadable', sqsMessage, reason }];
  } else if ('malformed' in body) {
    sqsMessage.items = [{ kind: 'unreadable', sqsMessage, reason: body.malformed }];
  } else {
    sqsMessage.queuedAt = body.queuedAt;
    sqsMessage.items = toItems(sqsMessage, body.messages, limits);
  }
  return sqsMessage;
}

const toItems = (
  sqsMessage: ReceivedSqsMessage,
  messages: readonly MetadataMessage[],
  limits: MessageLimits,
): BatchItem[] =>
  messages.map((message) => {
    const inEnvelope = envelopeMessage(message.id, message.payload);
    const fault = messageFault(inEnvelope, limits);
    return {
      kind: 'message',
      ...{ sqsMessage, message },
      ...inEnvelope,
      ...(fault !== undefined && { fault }),
    };
  });

/** The SQS messages that return to the queue: the first one with a pending item, and all behind it. */
export function unfinishedSqsMessages({ sqsMessages }: ChannelBatch): ReceivedSqsMessage[] {
  const first = sqsMessages.findIndex(({ items }) => items.some(({ outcome }) => !outcome));
  return first === -1 ? [] : sqsMessages.slice(first);
}
