import { SHORT_ID_LENGTH, shortId } from './ids.ts';
import { jsonText, utf8Bytes } from './text.ts';

/** The first element of an envelope of this version: docs/envelope.md is its specification. */
export const ENVELOPE_TAG = 'ivsa1';
/** That of a compressed envelope, and of a part of one that is too large for a request. */
export const COMPRESSED_TAG = 'ivsa1z';
export const PART_TAG = 'ivsa1c';

/** One message as it stands in an envelope. */
export interface EnvelopeMessage {
  shortId: string;
  /** The payload's JSON text, as it will be sent. */
  text: string;
  /** Bytes of `text` in UTF-8. */
  bytes: number;
  /** It is not sent: only its short id is, so that a player does not take it any more. */
  withdrawn?: boolean;
}

/** Bytes of an envelope beside its messages: `["ivsa1",""]`. */
export const ENVELOPE_OVERHEAD_BYTES = utf8Bytes(`["${ENVELOPE_TAG}",""]`);
/** Bytes that a message takes beside its payload: its short id and a comma. */
export const MESSAGE_OVERHEAD_BYTES = SHORT_ID_LENGTH + 1;

/** A message as it will stand in an envelope. What JSON can't express is written as null. */
export function envelopeMessage(id: string, payload: unknown): EnvelopeMessage {
  const text = jsonText(payload) ?? 'null';
  return { shortId: shortId(id), text, bytes: utf8Bytes(text) };
}

/** Exactly the text that PutMetadata is given. */
export function envelopeText(messages: readonly EnvelopeMessage[]): string {
  const sent = messages.filter(({ withdrawn }) => !withdrawn);
  const withdrawn = messages.filter((message) => message.withdrawn);
  const ids = [...sent, ...withdrawn].map(({ shortId: id }) => id).join('');
  return `["${ENVELOPE_TAG}",${[`"${ids}"`, ...sent.map(({ text }) => text)].join(',')}]`;
}

/** What a message adds to the bytes of an envelope. */
export const bytesInEnvelope = ({ bytes, withdrawn }: EnvelopeMessage): number =>
  withdrawn ? SHORT_ID_LENGTH : MESSAGE_OVERHEAD_BYTES + bytes;

/** The size of `envelopeText` of one message of so many bytes of payload. */
export const singleEnvelopeBytes = (payloadBytes: number): number =>
  ENVELOPE_OVERHEAD_BYTES + MESSAGE_OVERHEAD_BYTES + payloadBytes;

/** What plain mode gives to PutMetadata: a text as it is, any other payload as its JSON text. */
export function plainText({ text }: Pick<EnvelopeMessage, 'text'>): string {
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}
