import { SHORT_ID_LENGTH, shortId } from './ids.ts';
import { jsonText, utf8Bytes } from './text.ts';

/** The first element of an envelope of version 1. docs/envelope.md is the specification. */
export const ENVELOPE_TAG = 'ivsa1';
/** The first element of a compressed envelope. */
export const COMPRESSED_TAG = 'ivsa1z';
/** The first element of a part of an envelope that is too large for one request. */
export const PART_TAG = 'ivsa1c';

/** One message as it stands in an envelope. */
export interface EnvelopeMessage {
  shortId: string;
  /** The JSON text of the payload, exactly as it is sent. */
  text: string;
  /** Size of `text` in bytes of UTF-8. */
  bytes: number;
  /**
   * A newer message has replaced this one. The envelope holds only its short id, so that players do
   * not show it if it is sent later.
   */
  withdrawn?: boolean;
}

/** Size of an envelope without messages: `["ivsa1",""]`. */
export const ENVELOPE_OVERHEAD_BYTES = utf8Bytes(`["${ENVELOPE_TAG}",""]`);
/** Size of what a message adds besides its payload: its short id and a comma. */
export const MESSAGE_OVERHEAD_BYTES = SHORT_ID_LENGTH + 1;

/** @param payload a value that JSON cannot express is written as null */
export function envelopeMessage(id: string, payload: unknown): EnvelopeMessage {
  const text = jsonText(payload) ?? 'null';
  return { shortId: shortId(id), text, bytes: utf8Bytes(text) };
}

/** The text of an envelope, exactly as PutMetadata receives it. */
export function envelopeText(messages: readonly EnvelopeMessage[]): string {
  const sent = messages.filter(({ withdrawn }) => !withdrawn);
  const withdrawn = messages.filter((message) => message.withdrawn);
  const ids = [...sent, ...withdrawn].map(({ shortId: id }) => id).join('');
  return `["${ENVELOPE_TAG}",${[`"${ids}"`, ...sent.map(({ text }) => text)].join(',')}]`;
}

/** How many bytes a message adds to an envelope. */
export const bytesInEnvelope = ({ bytes, withdrawn }: EnvelopeMessage): number =>
  withdrawn ? SHORT_ID_LENGTH : MESSAGE_OVERHEAD_BYTES + bytes;

/** Size of an envelope with one message. @param payloadBytes size of its payload */
export const singleEnvelopeBytes = (payloadBytes: number): number =>
  ENVELOPE_OVERHEAD_BYTES + MESSAGE_OVERHEAD_BYTES + payloadBytes;

/** The text for PutMetadata in plain mode: a string payload as it is, any other as its JSON text. */
export function plainText({ text }: Pick<EnvelopeMessage, 'text'>): string {
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}
