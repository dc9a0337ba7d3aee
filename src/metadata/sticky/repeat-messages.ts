import { deduplicationId } from '../format/ids.ts';
import type { RequestFormat } from '../format/request-format.ts';
import { utf8Bytes } from '../format/text.ts';
import { packQueueMessages, type QueueMessage } from '../queue/queue-messages.ts';
import type { StickyValue } from './state.ts';
import type { RepeatTiming } from './timing.ts';

/** The pass that queues the messages. */
export interface RepeatPass {
  /** Counts the periods since the epoch. */
  passNumber: number;
  /** ms since the epoch */
  now: number;
}

/**
 * The SQS messages that repeat values of one channel.
 *
 * - Each message has the value's short id, so that players that have the value skip it.
 * - It has no key, so that it does not replace another message in the sender's batch.
 * - The deduplication id contains the pass number, so that a value is queued once in each pass.
 */
export function repeatMessages(
  channelArn: string,
  values: readonly StickyValue[],
  { passNumber, now }: RepeatPass,
  format: RequestFormat,
  { stickyMs }: RepeatTiming,
): QueueMessage[] {
  const messages = values.map(({ shortId, text, until = Number.POSITIVE_INFINITY }, index) => ({
    ...{ index, channelArn, id: shortId, payload: JSON.parse(text), bytes: utf8Bytes(text) },
    expiresAt: Math.min(until, now + stickyMs),
  }));
  return packQueueMessages(channelArn, messages, { ...format, queuedAt: now }).map((message) => ({
    ...message,
    deduplicationId: deduplicationId(channelArn, [`repeat ${passNumber}`, ...idsIn(message)]),
  }));
}

export const idsIn = ({ messages }: QueueMessage): string[] => messages.map(({ id }) => id);
