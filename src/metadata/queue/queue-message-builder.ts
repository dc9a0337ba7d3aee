import { compressedEnvelopeText } from '../format/compression.ts';
import { ENVELOPE_OVERHEAD_BYTES, type EnvelopeMessage } from '../format/envelope.ts';
import { deduplicationId } from '../format/ids.ts';
import type { ValidMessage } from '../format/message.ts';
import type { PackedMessages } from '../format/packing.ts';
import { BODY_OVERHEAD_BYTES, queueBodyText } from '../format/queue-body.ts';
import type { RequestFormat } from '../format/request-format.ts';
import { utf8Bytes } from '../format/text.ts';
import type { LetterPart } from './letter-part.ts';

/** One message for the SQS queue. It holds messages of one channel. */
export interface QueueMessage {
  channelArn: string;
  deduplicationId: string;
  body: string;
  /** Size of `body` in bytes of UTF-8. */
  bytes: number;
  messages: ValidMessage[];
  /**
   * An estimate of the PutMetadata requests that the content needs. It can have a fraction, because the
   * sender can join the last request with the next SQS message.
   */
  requests: number;
  /** Present if it is a dead letter that an operator retries. */
  letter?: LetterPart;
}

/** How the messages will be sent, and when they are queued. */
export interface QueueFormat extends RequestFormat {
  /** ms since the epoch */
  queuedAt: number;
}

/** A message with its size in an envelope. */
export interface PackableMessage extends EnvelopeMessage {
  message: ValidMessage;
}

/** The most requests in one SQS message. It is small so that a sender without time returns little. */
const MAX_REQUESTS = 8;
/** A quarter of what SendMessageBatch accepts. Ids and keys can be much longer than the payloads. */
const MAX_BODY_BYTES = 65_536;
/** The batch size of the event source mapping: the sender packs so many SQS messages together. */
const POLL_BATCH_SIZE = 10;
/** A request that is filled to more than this share may not have room for the next message. */
const MAX_SHARED_FILL = 0.5;

/** Collects the content of one SQS message. */
export class QueueMessageBuilder {
  readonly #messages: ValidMessage[] = [];
  readonly #texts: string[] = [];
  #bytes = BODY_OVERHEAD_BYTES;
  #requests = 0;
  #last: PackedMessages<PackableMessage> | undefined;

  /** Counts the requests whose messages are added next. @returns false if they are too many */
  startRequests(packed: PackedMessages<PackableMessage>): boolean {
    const requests = this.#requests + packed.texts.length;
    if (requests > MAX_REQUESTS && this.#requests > 0) return false;
    this.#requests = requests;
    this.#last = packed;
    return true;
  }

  /** @returns false if the body would be too large. The first message is always added. */
  addMessage(message: ValidMessage, text: string): boolean {
    const bytes = this.#bytes + utf8Bytes(text) + 1;
    if (bytes > MAX_BODY_BYTES && this.#messages.length > 0) return false;
    this.#bytes = bytes;
    this.#messages.push(message);
    this.#texts.push(text);
    return true;
  }

  build(channelArn: string, format: QueueFormat): QueueMessage {
    const body = queueBodyText(format.queuedAt, this.#texts);
    const ids = this.#messages.map(({ id }) => id);
    return {
      channelArn,
      body,
      bytes: utf8Bytes(body),
      messages: this.#messages,
      deduplicationId: deduplicationId(channelArn, ids),
      requests: this.#requests - 1 + (this.#last ? lastRequestShare(this.#last, format) : 0),
    };
  }
}

/**
 * How much of a request the last one counts. The sender joins it with the messages behind it, so it
 * counts with the share of the request that it fills: at least a tenth, as ten SQS messages are
 * received together.
 */
function lastRequestShare(
  { messages, texts }: PackedMessages<PackableMessage>,
  { mode, compression, maxBytes }: QueueFormat,
): number {
  if (mode === 'plain' || texts.length > 1) return 1;
  const compressed = compression === 'deflate' ? [compressedEnvelopeText(messages)] : [];
  const bytes = Math.min(...[...texts, ...compressed].map(utf8Bytes));
  const share = (bytes - ENVELOPE_OVERHEAD_BYTES) / (maxBytes - ENVELOPE_OVERHEAD_BYTES);
  return share > MAX_SHARED_FILL ? 1 : Math.max(share, 1 / POLL_BATCH_SIZE);
}
