import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { COMPRESSED_TAG, type EnvelopeMessage, envelopeText } from './envelope.ts';

/** What an envelope may measure before it is compressed, bytes: docs/envelope.md promises it to players. */
export const MAX_INFLATED_BYTES = 65_536;

/** The best there is: an envelope of 8 KB takes 0.1 ms, of the 200 that there are for it. */
const DEFLATE = { level: 9 };

/** The text of the compressed envelope that holds these messages. */
export function compressedEnvelopeText(messages: readonly EnvelopeMessage[]): string {
  const deflated = deflateRawSync(envelopeText(messages), DEFLATE);
  return `["${COMPRESSED_TAG}","${deflated.toString('base64')}"]`;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @returns the envelope's text; undefined for what is no DEFLATE in base64, or is too large inflated */
export function inflateEnvelope(base64: string): string | undefined {
  if (!BASE64.test(base64)) return undefined;
  try {
    const bytes = inflateRawSync(Buffer.from(base64, 'base64'), {
      maxOutputLength: MAX_INFLATED_BYTES,
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not compressed by us: the caller then gets the text untouched.
    return undefined;
  }
}
