import { compressedEnvelopeText, MAX_INFLATED_BYTES } from './compression.ts';
import {
  bytesInEnvelope,
  ENVELOPE_OVERHEAD_BYTES,
  type EnvelopeMessage,
  envelopeText,
  plainText,
} from './envelope.ts';
import { EnvelopeSize } from './envelope-size.ts';
import { longestFit } from './longest-fit.ts';
import { splitIntoParts } from './parts.ts';
import type { RequestFormat } from './request-format.ts';

/** Messages that are sent together, in order. */
export interface PackedMessages<T extends EnvelopeMessage = EnvelopeMessage> {
  messages: T[];
  /** The text of each PutMetadata request. Several texts are the parts of a single message. */
  texts: string[];
}

/**
 * Packs the messages at `from` and behind it: as many as fit into one request, or a single message
 * that needs several requests.
 *
 * A compressed envelope is used only if it holds at least as many messages as an uncompressed one. By
 * induction over the remaining messages, compression never increases the number of requests.
 *
 * @param from position of the first message in `messages`. It must have no `sizeFault`.
 */
export function packNext<T extends EnvelopeMessage>(
  messages: readonly T[],
  from: number,
  format: RequestFormat,
): PackedMessages<T> {
  const take = (count: number) => messages.slice(from, from + count);
  const [first] = take(1);
  if (!first) return { messages: [], texts: [] };
  if (format.mode === 'plain') return { messages: [first], texts: [plainText(first)] };
  const count = countFitting(messages, from, format.maxBytes);
  const compressed =
    format.compression === 'deflate' && packCompressed(messages, from, count, format);
  if (compressed) return compressed;
  if (count > 0) return { messages: take(count), texts: [envelopeText(take(count))] };
  return { messages: [first], texts: partsOf(first, format) ?? [] };
}

/**
 * Packs all messages into requests and keeps their order. Each envelope is filled as far as possible.
 * That gives the fewest requests: by induction, the first k envelopes hold at least as many messages
 * as the first k of any other packing.
 */
export function packAll<T extends EnvelopeMessage>(
  messages: readonly T[],
  format: RequestFormat,
): PackedMessages<T>[] {
  const all: PackedMessages<T>[] = [];
  for (let from = 0; from < messages.length; ) {
    const next = packNext(messages, from, format);
    all.push(next);
    from += next.messages.length;
  }
  return all;
}

/** How many messages fit into one envelope without compression. */
function countFitting(
  messages: readonly EnvelopeMessage[],
  from: number,
  maxBytes: number,
): number {
  const first = messages[from];
  if (!first || ENVELOPE_OVERHEAD_BYTES + bytesInEnvelope(first) > maxBytes) return 0;
  const size = new EnvelopeSize(maxBytes);
  let at = from;
  for (let next = messages[at]; next && size.add(bytesInEnvelope(next)); ) {
    at += 1;
    next = messages[at];
  }
  return size.count;
}

/** @returns a compressed envelope; undefined if it would not hold more messages than `uncompressedCount` */
function packCompressed<T extends EnvelopeMessage>(
  messages: readonly T[],
  from: number,
  uncompressedCount: number,
  { maxBytes }: RequestFormat,
): PackedMessages<T> | undefined {
  const most = countFitting(messages, from, MAX_INFLATED_BYTES);
  const textOf = (count: number) => compressedEnvelopeText(messages.slice(from, from + count));
  const found = longestFit({ above: uncompressedCount, most, maxBytes }, textOf);
  return found && { messages: messages.slice(from, from + found.count), texts: [found.text] };
}

/** The parts of a message that is too large for one request; compressed if that needs fewer parts. */
function partsOf(
  message: EnvelopeMessage,
  { compression, maxBytes }: RequestFormat,
): string[] | undefined {
  const parts = splitIntoParts(envelopeText([message]), maxBytes);
  if (compression === 'off') return parts;
  const compressed = splitIntoParts(compressedEnvelopeText([message]), maxBytes);
  const isShorter = compressed && compressed.length < (parts?.length ?? Number.POSITIVE_INFINITY);
  return isShorter ? compressed : parts;
}
