import { compressedText, MAX_INFLATED_BYTES } from './compression.ts';
import {
  ENVELOPE_BYTES,
  type Enclosed,
  enclosedBytes,
  envelopeText,
  lonelyBytes,
  MESSAGE_BYTES,
  plainText,
} from './envelope.ts';
import { longestFit } from './longest-fit.ts';
import { fitsParts, MAX_PARTS, toParts } from './parts.ts';
import type { RequestFormat } from './request-format.ts';
import { utf8Bytes } from './text.ts';

/** An envelope that is being filled. Knows only sizes. */
export class Filling {
  #bytes = ENVELOPE_BYTES;
  #count = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes a message with so many bytes of payload if it fits; the first in any case. */
  take(payloadBytes: number): boolean {
    return this.takeBytes(MESSAGE_BYTES + payloadBytes);
  }

  /** The same, by what it adds to the envelope. */
  takeBytes(more: number): boolean {
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
export interface Packed<T extends Enclosed = Enclosed> {
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
export function packNext<T extends Enclosed>(
  messages: readonly T[],
  from: number,
  form: RequestFormat,
): Packed<T> {
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
export function pack<T extends Enclosed>(messages: readonly T[], form: RequestFormat): Packed<T>[] {
  const all: Packed<T>[] = [];
  for (let from = 0; from < messages.length; ) {
    const next = packNext(messages, from, form);
    all.push(next);
    from += next.messages.length;
  }
  return all;
}

/** What was expected of a payload and what came, in words that do not quote it. */
export interface Misfit {
  expected: string;
  got: string;
}

/**
 * Why a message can never be sent; undefined if it can. Compression has no say in it: whether a message
 * is taken must not depend on how well it happens to compress.
 */
export function misfit(
  message: Enclosed,
  { mode, maxBytes }: Pick<RequestFormat, 'mode' | 'maxBytes'>,
): Misfit | undefined {
  if (mode === 'plain') {
    const bytes = utf8Bytes(plainText(message));
    const expected = `a string of 1 to ${maxBytes} bytes in UTF-8`;
    return bytes >= 1 && bytes <= maxBytes ? undefined : { expected, got: `${bytes}` };
  }
  const { bytes } = message;
  if (lonelyBytes(bytes) <= maxBytes) return undefined;
  if (bytes <= MAX_PARTS * maxBytes && fitsParts(envelopeText([message]), maxBytes)) {
    return undefined;
  }
  const expected = `what ${MAX_PARTS} requests of ${maxBytes} bytes hold`;
  return { expected, got: `${bytes} bytes in UTF-8` };
}

/** How many messages fit one envelope as they are. */
function countFitting(messages: readonly Enclosed[], from: number, maxBytes: number): number {
  const first = messages[from];
  if (!first || ENVELOPE_BYTES + enclosedBytes(first) > maxBytes) return 0;
  const filling = new Filling(maxBytes);
  let at = from;
  for (let next = messages[at]; next && filling.takeBytes(enclosedBytes(next)); ) {
    at += 1;
    next = messages[at];
  }
  return filling.count;
}

/** One compressed envelope, if it holds more messages than `fitting`. */
function packDensely<T extends Enclosed>(
  messages: readonly T[],
  from: number,
  fitting: number,
  { maxBytes }: RequestFormat,
): Packed<T> | undefined {
  const most = countFitting(messages, from, MAX_INFLATED_BYTES);
  const textOf = (count: number) => compressedText(messages.slice(from, from + count));
  const found = longestFit({ above: fitting, most, maxBytes }, textOf);
  return found && { messages: messages.slice(from, from + found.count), texts: [found.text] };
}

/** The parts of a message that is too large for a request, compressed if that makes fewer. */
function partsOf(
  message: Enclosed,
  { compression, maxBytes }: RequestFormat,
): string[] | undefined {
  const parts = toParts(envelopeText([message]), maxBytes);
  if (compression === 'off') return parts;
  const dense = toParts(compressedText([message]), maxBytes);
  return dense && dense.length < (parts?.length ?? Number.POSITIVE_INFINITY) ? dense : parts;
}
