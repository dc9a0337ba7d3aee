import { type EnvelopeMessage, envelopeText, plainText, singleEnvelopeBytes } from './envelope.ts';
import { fitsInParts, MAX_PARTS } from './parts.ts';
import type { RequestFormat } from './request-format.ts';
import { isWellFormed, utf8Bytes } from './text.ts';

/** The parts of an error message. They do not quote the payload. */
export interface SizeFault {
  expected: string;
  received: string;
}

/**
 * Checks whether a message can be sent at all. Compression is not considered: whether a message is
 * accepted must not depend on how well it compresses.
 *
 * @returns why the message is too large (in plain mode also: empty, or not UTF-8); undefined if it can be sent
 */
export function sizeFault(
  message: EnvelopeMessage,
  { mode, maxBytes }: Pick<RequestFormat, 'mode' | 'maxBytes'>,
): SizeFault | undefined {
  if (mode === 'plain') return plainSizeFault(message, maxBytes);
  const { bytes } = message;
  if (singleEnvelopeBytes(bytes) <= maxBytes) return undefined;
  // The first condition avoids writing the text of a message that is far too large.
  if (bytes <= MAX_PARTS * maxBytes && fitsInParts(envelopeText([message]), maxBytes)) {
    return undefined;
  }
  const expected = `at most what ${MAX_PARTS} requests of ${maxBytes} bytes hold`;
  return { expected, received: `${bytes} bytes in UTF-8` };
}

function plainSizeFault(message: EnvelopeMessage, maxBytes: number): SizeFault | undefined {
  const text = plainText(message);
  if (!isWellFormed(text)) {
    return {
      expected: 'a text without lone surrogates',
      received: 'one that UTF-8 cannot express',
    };
  }
  const bytes = utf8Bytes(text);
  if (bytes >= 1 && bytes <= maxBytes) return undefined;
  return {
    expected: `a text of 1 to ${maxBytes} bytes in UTF-8`,
    received: `${bytes} bytes`,
  };
}
