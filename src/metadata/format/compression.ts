import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { COMPRESSED_TAG, type EnvelopeMessage, envelopeText } from './envelope.ts';

/** The largest envelope before compression, in bytes. docs/envelope.md promises this limit to players. */
export const MAX_INFLATED_BYTES = 65_536;

/** The strongest level: 8 KB take 0.1 ms, which is little beside the 200 ms between two requests. */
const DEFLATE_OPTIONS = { level: 9 };

/** The text of a compressed envelope with these messages. */
export function compressedEnvelopeText(messages: readonly EnvelopeMessage[]): string {
  const deflated = deflateRawSync(envelopeText(messages), DEFLATE_OPTIONS);
  return `["${COMPRESSED_TAG}","${deflated.toString('base64')}"]`;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Inflates the second element of a compressed envelope.
 *
 * @returns the text of the envelope; undefined if `base64` is not DEFLATE data in base64, or if the
 *   text would be larger than `MAX_INFLATED_BYTES`
 */
export function inflateEnvelope(base64: string): string | undefined {
  if (!BASE64.test(base64)) return undefined;
  try {
    const bytes = inflateRawSync(Buffer.from(base64, 'base64'), {
      maxOutputLength: MAX_INFLATED_BYTES,
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // The text comes from another program. The decoder returns such a cue unchanged.
    return undefined;
  }
}
