import { MAX_INFLATED_BYTES } from '../format/compression.ts';
import { bytesInEnvelope, type EnvelopeMessage } from '../format/envelope.ts';
import { type PackedMessages, packNext } from '../format/packing.ts';
import type { RequestFormat } from '../format/request-format.ts';
import type { BatchItem, BatchMessage, ChannelBatch } from './channel-batch.ts';

export interface RequestLimits {
  /** When the request will start, ms since the epoch. */
  now: number;
  format: RequestFormat;
  /** The most messages in one envelope. */
  maxMessages: number;
}

/** A message that needs no request. */
export interface SkippedMessage {
  message: BatchMessage;
  outcome: 'expired' | 'superseded';
}

/** A message in a request. A superseded message can be in it as withdrawn. */
export interface RequestMessage extends EnvelopeMessage {
  source: BatchMessage;
}

/** The next step for a channel. `skipped` is valid whatever the result of the step is. */
export type NextAction =
  | { kind: 'send'; skipped: SkippedMessage[]; packed: PackedMessages<RequestMessage> }
  | { kind: 'deadLetter'; skipped: SkippedMessage[]; item: BatchItem; reason: string }
  | { kind: 'done'; skipped: SkippedMessage[] };

/**
 * Decides the next request of a channel: the first pending messages that fit into one envelope together,
 * in order. Expired and superseded messages are left out. A message that supersedes another keeps its own
 * place. An item that can never be sent is dead-lettered when it is the first one.
 */
export function nextAction(batch: ChannelBatch, limits: RequestLimits): NextAction {
  const { format, maxMessages } = limits;
  const skipped: SkippedMessage[] = [];
  const messages: RequestMessage[] = [];
  const isEmpty = () => messages.every(({ withdrawn }) => withdrawn);
  let remainingBytes = largestEnvelope(format);
  for (const item of batch.items) {
    if (item.outcome) continue;
    const reason = item.kind === 'unreadable' ? item.reason : item.fault;
    if (reason !== undefined) {
      if (!isEmpty()) break;
      return { kind: 'deadLetter', skipped, item, reason };
    }
    if (item.kind === 'unreadable') continue;
    const disposition = dispositionOf(item, batch, limits);
    if (disposition === 'expired' || disposition === 'superseded') {
      skipped.push({ message: item, outcome: disposition });
      continue;
    }
    if (messages.length === maxMessages || remainingBytes < 0) {
      return { kind: 'send', skipped, packed: packNext(messages, 0, format) };
    }
    const message = toRequestMessage(item, disposition === 'withdrawn');
    messages.push(message);
    remainingBytes -= bytesInEnvelope(message);
  }
  if (!isEmpty()) return { kind: 'send', skipped, packed: packNext(messages, 0, format) };
  // Only withdrawn messages are left. Players need not know about them, because this invocation sends
  // nothing more that they could follow if they came again.
  const withdrawn = messages.map(({ source }) => ({
    ...{ message: source, outcome: 'superseded' as const },
  }));
  return { kind: 'done', skipped: [...skipped, ...withdrawn] };
}

/** More bytes of messages than this cannot be in one request, so the items behind are not examined. */
const largestEnvelope = ({ compression, maxBytes }: RequestFormat): number =>
  compression === 'deflate' ? MAX_INFLATED_BYTES : maxBytes;

const toRequestMessage = (source: BatchMessage, withdrawn: boolean): RequestMessage => {
  const { shortId, text, bytes } = source;
  return { source, shortId, text, bytes, withdrawn };
};

/** `withdrawn`: the message is superseded, and the envelope tells players its id. */
type Disposition = 'sent' | 'withdrawn' | SkippedMessage['outcome'];

/**
 * What happens to a message.
 *
 * A message that is superseded by a message of another SQS message is withdrawn. If the sender crashes
 * after this request, the two SQS messages can come again in different batches. The older message would
 * then be sent after the newer one, and players must not show it. It need not be withdrawn if both have
 * the same short id, because players show an id only once.
 */
function dispositionOf(
  message: BatchMessage,
  { newestByKey }: ChannelBatch,
  { now, format }: RequestLimits,
): Disposition {
  const { key, expiresAt } = message.message;
  const newest = key === undefined ? message : newestByKey.get(key);
  if (expiresAt <= now) return newest === message ? 'expired' : 'superseded';
  if (newest === message) return 'sent';
  const isInSameSqsMessage =
    key !== undefined && message.sqsMessage.newestByKey.get(key) !== message;
  const hasSameId = newest?.shortId === message.shortId;
  return isInSameSqsMessage || hasSameId || format.mode === 'plain' ? 'superseded' : 'withdrawn';
}
