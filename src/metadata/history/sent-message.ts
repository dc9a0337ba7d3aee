import { withoutStreamKeyValues } from '../../ivs/stream-key-value.ts';
import { beginningOf } from '../../ivs/text-beginning.ts';
import { plainText } from '../format/envelope.ts';
import type { BatchMessage, MessageOutcome } from '../send/channel-batch.ts';

/** How a message ended, as operators see it. */
export interface SentMessage {
  id: string;
  key?: string;
  outcome: MessageOutcome;
  /** When it ended, ms since the epoch. */
  at: number;
  /** Size of its payload as JSON, in bytes of UTF-8. */
  bytes: number;
  /** From queueing to its end, ms. */
  ageMs: number;
  /** The beginning of its payload. */
  preview: string;
}

const PREVIEW_LENGTH = 80;

/**
 * What is kept of a message: no more than its beginning, and never the value of a stream key.
 *
 * @param at when it ended, ms since the epoch
 */
export function sentMessage(
  { message, sqsMessage, text, bytes }: BatchMessage,
  outcome: MessageOutcome,
  at: number,
): SentMessage {
  const { id, key } = message;
  return {
    id: withoutStreamKeyValues(id),
    ...(key !== undefined && { key: withoutStreamKeyValues(key) }),
    ...{ outcome, at, bytes, ageMs: Math.max(0, at - sqsMessage.queuedAt) },
    preview: beginningOf(plainText({ text }), PREVIEW_LENGTH),
  };
}
