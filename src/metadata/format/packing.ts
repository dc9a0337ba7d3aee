import { compressedEnvelopeText, MAX_INFLATED_BYTES } from './compression.ts';
import {
  bytesInEnvelope,
  ENVELOPE_OVERHEAD_BYTES,
  type EnvelopeMessage,
  envelopeText,
  MESSAGE_OVERHEAD_BYTES,
  plainText,
  singleEnvelopeBytes,
} from './envelope.ts';
import { longestFit } from './longest-fit.ts';
import { fitsInParts, MAX_PARTS, splitIntoParts } from './parts.ts';
import type { RequestFormat } from './request-format.ts';
import { utf8Bytes } from './text.ts';

/** An envelope that is being filled. Knows only sizes. */
export class EnvelopeSize {
  #bytes = ENVELOPE_OVERHEAD_BYTES;
  #count = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes a message with so many bytes of payload if it fits; the first in any case. */
  addPayload(payloadBytes: number): boolean {
    return this.add(MESSAGE_OVERHEAD_BYTES + payloadBytes);
  }

  /** The same, by what it adds to the envelope. */
  add(more: number): boolean {
    const bytes = this.#bytes + more;
    if (this.#count > 0 && bytes > this.#maxBytes) return false;
    this.#bytes = bytes;
    this.#count += 1;
    return true;
  }

  get count(): number {
    return this.#count;
  }
}

/** Some messages, in order, and the texts of the requests that carry them: several are one's parts. */
export interface PackedMessages<T extends EnvelopeMessage = EnvelopeMessage> {
  messages: T[];
  texts: string[];
}

/**
 * Packs the first of some messages, as many as one request carries; or one, if that needs parts.
 *
 * What is compressed holds at least what would fit without: so, by induction over what is left, the
 * whole never takes more requests with compression than without.
 *
 * @param from where the first is, in `messages`; it must be no `misfit`
 */
export function packNext<T extends EnvelopeMessage>(
  messages: readonly T[],
  from: number,
  form: RequestFormat,
): PackedMessages<T> {
  const take = (count: number) => messages.slice(from, from + count);
  const [first] = take(1);
  if (!first) return { messages: [], texts: [] };
  if (form.mode === 'plain') return { messages: [first], texts: [plainText(first)] };
  const fitting = countFitting(messages, from, form.maxBytes);
  const dense = form.compression === 'deflate' && packDensely(messages, from, fitting, form);
  if (dense) return dense;
  if (fitting > 0) return { messages: take(fitting), texts: [envelopeText(take(fitting))] };
  return { messages: [first], texts: partsOf(first, form) ?? [] };
}

/**
 * Packs messages into requests without changing their order. Filling each envelope as far as it goes
 * makes the fewest: by induction, the first k envelopes so filled hold at least as many messages as
 * the first k of any other packing.
 */
export function packAll<T extends EnvelopeMessage>(
  messages: readonly T[],
  form: RequestFormat,
): PackedMessages<T>[] {
  const all: PackedMessages<T>[] = [];
  for (let from = 0; from < messages.length; ) {
    const next = packNext(messages, from, form);
    all.push(next);
    from += next.messages.length;
  }
  return all;
}

/** What was expected of a payload and what came, in words that do not quote it. */
export interface SizeFault {
  expected: string;
  received: string;
}

/**
 * Why a message can never be sent; undefined if it can. Compression has no say in it: whether a message
 * is taken must not depend on how well it happens to compress.
 */
export function sizeFault(
  message: EnvelopeMessage,
  { mode, maxBytes }: Pick<RequestFormat, 'mode' | 'maxBytes'>,
): SizeFault | undefined {
  if (mode === 'plain') {
    const bytes = utf8Bytes(plainText(message));
    const expected = `a string of 1 to ${maxBytes} bytes in UTF-8`;
    return bytes >= 1 && bytes <= maxBytes ? undefined : { expected, received: `${bytes}` };
  }
  const { bytes } = message;
  if (singleEnvelopeBytes(bytes) <= maxBytes) return undefined;
  if (bytes <= MAX_PARTS * maxBytes && fitsInParts(envelopeText([message]), maxBytes)) {
    return undefined;
  }
  const expected = `what ${MAX_PARTS} requests of ${maxBytes} bytes hold`;
  return { expected, received: `${bytes} bytes in UTF-8` };
}

/** How many messages fit one envelope as they are. */
function countFitting(
  messages: readonly EnvelopeMessage[],
  from: number,
  maxBytes: number,
): number {
  const first = messages[from];
  if (!first || ENVELOPE_OVERHEAD_BYTES + bytesInEnvelope(first) > maxBytes) return 0;
  const filling = new EnvelopeSize(maxBytes);
  let at = from;
  for (let next = messages[at]; next && filling.add(bytesInEnvelope(next)); ) {
    at += 1;
    next = messages[at];
  }
  return filling.count;
}

/** One compressed envelope, if it holds more messages than `fitting`. */
function packDensely<T extends EnvelopeMessage>(
  messages: readonly T[],
  from: number,
  fitting: number,
  { maxBytes }: RequestFormat,
): PackedMessages<T> | undefined {
  const most = countFitting(messages, from, MAX_INFLATED_BYTES);
  const textOf = (count: number) => compressedEnvelopeText(messages.slice(from, from + count));
  const found = longestFit({ above: fitting, most, maxBytes }, textOf);
  return found && { messages: messages.slice(from, from + found.count), texts: [found.text] };
}

/** The parts of a message that is too large for a request, compressed if that makes fewer. */
function partsOf(
  message: EnvelopeMessage,
  { compression, maxBytes }: RequestFormat,
): string[] | undefined {
  const parts = splitIntoParts(envelopeText([message]), maxBytes);
  if (compression === 'off') return parts;
  const dense = splitIntoParts(compressedEnvelopeText([message]), maxBytes);
  return dense && dense.length < (parts?.length ?? Number.POSITIVE_INFINITY) ? dense : parts;
}
