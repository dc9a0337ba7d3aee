import { compressedEnvelopeText } from '../format/compression.ts';
import {
  ENVELOPE_OVERHEAD_BYTES,
  type EnvelopeMessage,
  envelopeMessage,
} from '../format/envelope.ts';
import { deduplicationId } from '../format/ids.ts';
import type { ValidMessage } from '../format/message.ts';
import { type PackedMessages, packAll } from '../format/packing.ts';
import { BODY_OVERHEAD_BYTES, messageBodyText, queueBodyText } from '../format/queue-body.ts';
import type { RequestFormat } from '../format/request-format.ts';
import { utf8Bytes } from '../format/text.ts';

/** One message of the SQS queue, ready to be sent. */
export interface QueueMessage {
  channelArn: string;
  deduplicationId: string;
  body: string;
  /** Bytes of `body` in UTF-8. */
  bytes: number;
  messages: ValidMessage[];
  /** How many PutMetadata requests it will take, about: what the sender can join counts in parts. */
  requests: number;
}

/** So many requests' worth at most, so that what a sender has to give back stays small. */
const MAX_REQUESTS = 8;
/** A quarter of a SendMessageBatch: ids and keys can be much longer than the payloads. */
const MAX_BODY_BYTES = 65_536;
/** Messages that a sender receives at once, whose contents it packs together (event source mapping). */
const POLL_BATCH = 10;
/** What fills more than this of a request can't count on a neighbour that fits beside it. */
const SHAREABLE = 0.5;

/** How the messages will be sent, and when they were queued, ms since the epoch. */
export interface QueueFormat extends RequestFormat {
  queuedAt: number;
}

interface PackableMessage extends EnvelopeMessage {
  message: ValidMessage;
}

/**
 * Packs the messages of one channel, in order, into as few SQS messages as the limits allow. They are
 * packed as the sender will do it, compression included, and each SQS message takes whole requests of
 * that; so what is in it never takes more, wherever the sender begins.
 */
export function packQueueMessages(
  channelArn: string,
  messages: readonly ValidMessage[],
  terms: QueueFormat,
): QueueMessage[] {
  const items = messages.map((message) => ({
    message,
    ...envelopeMessage(message.id, message.payload),
  }));
  const drafts: QueueMessageBuilder[] = [];
  for (const packed of packAll(items, terms)) {
    const last = drafts.at(-1);
    let draft = last?.startRequests(packed) ? last : startDraft(drafts, packed);
    for (const { message } of packed.messages) {
      const text = messageBodyText(message);
      if (draft.addMessage(message, text)) continue;
      draft = startDraft(drafts, packed);
      draft.addMessage(message, text);
    }
  }
  return drafts.map((draft) => draft.build(channelArn, terms));
}

function startDraft(
  drafts: QueueMessageBuilder[],
  packed: PackedMessages<PackableMessage>,
): QueueMessageBuilder {
  const draft = new QueueMessageBuilder();
  draft.startRequests(packed);
  drafts.push(draft);
  return draft;
}

class QueueMessageBuilder {
  readonly #messages: ValidMessage[] = [];
  readonly #texts: string[] = [];
  #bytes = BODY_OVERHEAD_BYTES;
  #requests = 0;
  #last: PackedMessages<PackableMessage> | undefined;

  /** @returns false if these requests are more than this SQS message still takes */
  startRequests(packed: PackedMessages<PackableMessage>): boolean {
    const requests = this.#requests + packed.texts.length;
    if (requests > MAX_REQUESTS && this.#requests > 0) return false;
    this.#requests = requests;
    this.#last = packed;
    return true;
  }

  /** @returns false for a message that is over SQS's limit here; the first never is */
  addMessage(message: ValidMessage, text: string): boolean {
    const bytes = this.#bytes + utf8Bytes(text) + 1;
    if (bytes > MAX_BODY_BYTES && this.#messages.length > 0) return false;
    this.#bytes = bytes;
    this.#messages.push(message);
    this.#texts.push(text);
    return true;
  }

  build(channelArn: string, terms: QueueFormat): QueueMessage {
    const body = queueBodyText(terms.queuedAt, this.#texts);
    return {
      channelArn,
      body,
      bytes: utf8Bytes(body),
      messages: this.#messages,
      deduplicationId: deduplicationId(
        channelArn,
        this.#messages.map(({ id }) => id),
      ),
      requests: this.#requests - 1 + (this.#last ? lastRequest(this.#last, terms) : 0),
    };
  }
}

/** The last request is joined with what comes behind it, as far as one poll reaches. */
function lastRequest(
  { messages, texts }: PackedMessages<PackableMessage>,
  terms: QueueFormat,
): number {
  if (terms.mode === 'plain' || texts.length > 1) return 1;
  const dense = terms.compression === 'deflate' ? [compressedEnvelopeText(messages)] : [];
  const bytes = Math.min(...[...texts, ...dense].map(utf8Bytes));
  const share = (bytes - ENVELOPE_OVERHEAD_BYTES) / (terms.maxBytes - ENVELOPE_OVERHEAD_BYTES);
  return share > SHAREABLE ? 1 : Math.max(share, 1 / POLL_BATCH);
}
