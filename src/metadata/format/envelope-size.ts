import { ENVELOPE_OVERHEAD_BYTES, MESSAGE_OVERHEAD_BYTES } from './envelope.ts';

/** The size of an envelope that is being filled. It holds no messages. */
export class EnvelopeSize {
  readonly #maxBytes: number;
  #bytes = ENVELOPE_OVERHEAD_BYTES;
  #count = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many messages were added. */
  get count(): number {
    return this.#count;
  }

  /**
   * Adds a message if it fits. The first message is always added.
   *
   * @param payloadBytes size of the message's payload
   * @returns whether it was added
   */
  addPayload(payloadBytes: number): boolean {
    return this.add(MESSAGE_OVERHEAD_BYTES + payloadBytes);
  }

  /** As `addPayload`. @param messageBytes what the message adds to the envelope (`bytesInEnvelope`) */
  add(messageBytes: number): boolean {
    const bytes = this.#bytes + messageBytes;
    if (this.#count > 0 && bytes > this.#maxBytes) return false;
    this.#bytes = bytes;
    this.#count += 1;
    return true;
  }
}
