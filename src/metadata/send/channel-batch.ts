import { isChannelArn } from '../../ivs/arn.ts';
import { type EnvelopeMessage, envelopeMessage } from '../format/envelope.ts';
import type { MetadataMessage } from '../format/message.ts';
import { parseQueueBody } from '../format/queue-body.ts';
import { isStickyId } from '../format/sticky-id.ts';
import type { QueueRecord } from './records.ts';

/** How a message ends. Each ends in exactly one way. */
export type MessageOutcome = 'delivered' | 'expired' | 'superseded' | 'dropped' | 'deadLettered';

/** A message on its way, in its place among its channel's. */
export interface BatchMessage extends EnvelopeMessage {
  kind: 'message';
  sqsMessage: ReceivedSqsMessage;
  message: MetadataMessage;
  outcome?: MessageOutcome;
}

/** In the place of an SQS message that can't be read. */
export interface UnreadableItem {
  kind: 'malformed';
  sqsMessage: ReceivedSqsMessage;
  reason: string;
  outcome?: MessageOutcome;
}

export type BatchItem = BatchMessage | UnreadableItem;

/** One SQS message of the batch. */
export interface ReceivedSqsMessage {
  record: QueueRecord;
  queuedAt: number;
  items: BatchItem[];
  /** The newest message of each key in here. */
  newestByKey: Map<string, BatchMessage>;
}

/** One channel's share of the batch: its SQS messages and what is in them, in order. */
export interface ChannelBatch {
  group: string;
  sqsMessages: ReceivedSqsMessage[];
  items: BatchItem[];
  /** The newest message of each key in all of them: it supersedes those before it. */
  newestByKey: Map<string, BatchMessage>;
}

/** Groups a batch by channel. Within a channel the order is the batch's. */
export function groupByChannel(records: readonly QueueRecord[]): ChannelBatch[] {
  const lanes = new Map<string, ChannelBatch>();
  for (const record of records) {
    const { group } = record;
    const lane = lanes.get(group) ?? emptyLane(group);
    lanes.set(group, lane);
    const entry = toEntry(record);
    lane.sqsMessages.push(entry);
    for (const step of entry.items) {
      lane.items.push(step);
      if (step.kind === 'message') {
        note(step, entry.newestByKey);
        note(step, lane.newestByKey);
      }
    }
  }
  return [...lanes.values()];
}

/** The last is the newest, but for a repeat of a sticky value that was under way when a newer was queued. */
function note(step: BatchMessage, newest: Map<string, BatchMessage>): void {
  const { key } = step.message;
  if (key === undefined) return;
  const before = newest.get(key)?.shortId ?? '';
  const sameSlot = isStickyId(step.shortId) && step.shortId.slice(0, 2) === before.slice(0, 2);
  if (!sameSlot || step.shortId >= before) newest.set(key, step);
}

const emptyLane = (group: string): ChannelBatch => ({
  group,
  sqsMessages: [],
  items: [],
  newestByKey: new Map(),
});

function toEntry(record: QueueRecord): ReceivedSqsMessage {
  const entry: ReceivedSqsMessage = { record, queuedAt: 0, items: [], newestByKey: new Map() };
  const queued = parseQueueBody(record.body);
  if (!isChannelArn(record.group)) {
    const reason = 'MessageGroupId: expected the ARN of a channel';
    entry.items.push({ kind: 'malformed', sqsMessage: entry, reason });
  } else if ('malformed' in queued) {
    entry.items.push({ kind: 'malformed', sqsMessage: entry, reason: queued.malformed });
  } else {
    entry.queuedAt = queued.queuedAt;
    entry.items.push(...toSteps(entry, queued.messages));
  }
  return entry;
}

/** JSON can be read at a depth at which it can't be written again; none of ours is that deep. */
function toSteps(entry: ReceivedSqsMessage, messages: readonly MetadataMessage[]): BatchItem[] {
  try {
    return messages.map((message) => toStep(entry, message));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ kind: 'malformed', sqsMessage: entry, reason: 'a payload is nested too deeply' }];
  }
}

function toStep(entry: ReceivedSqsMessage, message: MetadataMessage): BatchMessage {
  return {
    kind: 'message',
    sqsMessage: entry,
    message,
    ...envelopeMessage(message.id, message.payload),
  };
}

/** The SQS messages of a lane that go back: the first that is not done, and all behind it. */
export function unfinishedSqsMessages({
  sqsMessages: entries,
}: ChannelBatch): ReceivedSqsMessage[] {
  const first = entries.findIndex(({ items: steps }) => steps.some(({ outcome }) => !outcome));
  return first === -1 ? [] : entries.slice(first);
}
