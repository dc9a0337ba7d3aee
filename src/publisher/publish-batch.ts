import { EnvelopeSize } from '../metadata/format/envelope-size.ts';
import type { ValidMessage } from '../metadata/format/message.ts';
import type { RequestFormat } from '../metadata/format/request-format.ts';
import type { QueueMessage } from '../metadata/queue/queue-messages.ts';
import type { Published } from './types.ts';

/** A message in the buffer. */
export interface BufferedMessage {
  /** Its index is unique within the publisher. */
  message: ValidMessage;
  /** Resolves the promise that `publish()` returned. */
  resolve(published: Published): void;
}

/**
 * About as many requests, before compression, as fit into one SQS message. `packQueueMessages` decides
 * exactly.
 */
const MAX_REQUESTS = { off: 8, deflate: 24 };
const MAX_BYTES = 60_000;
/** Size of the names and the expiry of a message in an SQS body, besides payload, id and key. */
const MEMBER_BYTES = 60;

/** Messages of one channel, in order, that leave the buffer together. */
export class PublishBatch {
  /** By the message's index. */
  readonly messages = new Map<number, BufferedMessage>();
  /**
   * The SQS messages that are still to be sent. Undefined until they are packed. After that, the batch does
   * not change.
   */
  queueMessages: QueueMessage[] | undefined;
  /** When the first message was added, ms since the epoch. */
  readonly since: number;
  /** When sending its first SQS message was first tried, ms since the epoch. */
  triedAt = 0;
  readonly #format: RequestFormat;
  #isClosed = false;
  #envelope: EnvelopeSize;
  #requests = 1;
  #bytes = 0;

  constructor(since: number, format: RequestFormat) {
    this.since = since;
    this.#format = format;
    this.#envelope = new EnvelopeSize(format.maxBytes);
  }

  /** Whether it takes no more messages, because it is full or has waited long enough. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Adds a message, or closes the batch if it does not fit. @returns whether it was added */
  add(buffered: BufferedMessage): boolean {
    this.#isClosed ||= !this.#fits(buffered.message);
    if (!this.#isClosed) this.messages.set(buffered.message.index, buffered);
    return !this.#isClosed;
  }

  #fits({ bytes, id, key = '' }: ValidMessage): boolean {
    this.#bytes += bytes + id.length + key.length + MEMBER_BYTES;
    if (this.#bytes > MAX_BYTES && this.messages.size > 0) return false;
    if (this.#envelope.addPayload(bytes)) return true;
    this.#requests += 1;
    this.#envelope = new EnvelopeSize(this.#format.maxBytes);
    this.#envelope.addPayload(bytes);
    return this.#requests <= MAX_REQUESTS[this.#format.compression];
  }
}
