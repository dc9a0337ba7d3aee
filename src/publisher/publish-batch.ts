import type { ValidMessage } from '../metadata/format/message.ts';
import { EnvelopeSize } from '../metadata/format/packing.ts';
import type { RequestFormat } from '../metadata/format/request-format.ts';
import type { QueueMessage } from '../metadata/queue/queue-messages.ts';
import type { Published } from './types.ts';

/** A message in the buffer, and how to answer who published it. */
export interface BufferedMessage {
  /** Its index is unique in the publisher. */
  message: ValidMessage;
  answer(published: Published): void;
}

/** About what one SQS message takes, before compression; src/metadata/entries.ts has the last word. */
const MAX_REQUESTS = { off: 8, deflate: 24 };
const MAX_BYTES = 60_000;
/** What an SQS message holds of a message beside payload, id and key: names of members, an expiry. */
const MEMBER_BYTES = 60;

/** Messages of one channel, in order, that leave the buffer together. */
export class PublishBatch {
  readonly messages = new Map<number, BufferedMessage>();
  /** The parcel as SQS messages that are still to be sent; from when it has them, it does not change. */
  queueMessages: QueueMessage[] | undefined;
  /** When its first message came, ms since the epoch. */
  readonly since: number;
  /** When the queue was first asked to take it, ms since the epoch. */
  triedAt = 0;
  readonly #form: RequestFormat;
  #sealed = false;
  #filling: EnvelopeSize;
  #requests = 1;
  #bytes = 0;

  constructor(since: number, form: RequestFormat) {
    this.since = since;
    this.#form = form;
    this.#filling = new EnvelopeSize(form.maxBytes);
  }

  /** Whether it is full, or has waited long enough for more. */
  get sealed(): boolean {
    return this.#sealed;
  }

  seal(): void {
    this.#sealed = true;
  }

  /** @returns false if it is sealed, or full, which seals it */
  add(held: BufferedMessage): boolean {
    this.#sealed ||= !this.#fits(held.message);
    if (!this.#sealed) this.messages.set(held.message.index, held);
    return !this.#sealed;
  }

  #fits({ bytes, id, key = '' }: ValidMessage): boolean {
    this.#bytes += bytes + id.length + key.length + MEMBER_BYTES;
    if (this.#bytes > MAX_BYTES && this.messages.size > 0) return false;
    if (this.#filling.addPayload(bytes)) return true;
    this.#requests += 1;
    this.#filling = new EnvelopeSize(this.#form.maxBytes);
    this.#filling.addPayload(bytes);
    return this.#requests <= MAX_REQUESTS[this.#form.compression];
  }
}
