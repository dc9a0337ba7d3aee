const TEXT = 0x60;
const MAP = 0xa0;
const TWO_BYTES_FOLLOW = 25;

/**
 * Encodes a map of strings in CBOR (https://www.rfc-editor.org/rfc/rfc8949).
 *
 * @param texts at most 23 members; each name and value has less than 64 KiB
 */
export function encodeTexts(texts: Record<string, string>): Buffer {
  const members = Object.entries(texts);
  return Buffer.concat([Buffer.of(MAP + members.length), ...members.flat().map(encodeText)]);
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.of(TEXT + TWO_BYTES_FOLLOW, bytes.length >> 8, bytes.length & 0xff);
  return Buffer.concat([head, bytes]);
}
