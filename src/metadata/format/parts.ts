import { PART_TAG } from './envelope.ts';
import { partsId, SHORT_ID_LENGTH } from './ids.ts';
import { utf8Bytes } from './text.ts';

/** The most parts of one message: with more it would hold up its channel for longer than 2 seconds. */
export const MAX_PARTS = 8;

/** Bytes of a character in a JSON string, at most: a lone surrogate or a control character, escaped. */
const LARGEST_CHARACTER = 6;

/** The numbers of `MAX_PARTS` have one digit each, so a part's frame always has the same size. */
const partText = (id: string, part: number, parts: number, text: string): string =>
  `["${PART_TAG}","${id}",${part},${parts},${text}]`;

/** Bytes of text, escaped, that a part has room for. */
const partCapacity = (maxBytes: number): number =>
  maxBytes - utf8Bytes(partText('x'.repeat(SHORT_ID_LENGTH), 0, 0, '""'));

/**
 * Cuts the text of an envelope between characters, each part as large as fits one request.
 *
 * @param maxBytes of UTF-8 of each request's text
 * @returns the requests' texts; undefined if they were more than `MAX_PARTS`
 */
export function splitIntoParts(text: string, maxBytes: number): string[] | undefined {
  const pieces = splitEscaped(text, partCapacity(maxBytes));
  const id = partsId(text, maxBytes);
  return pieces?.map((piece, part) => partText(id, part, pieces.length, `"${piece}"`));
}

/** Whether `toParts` cuts such a text, mostly without cutting it. */
export function fitsInParts(text: string, maxBytes: number): boolean {
  const room = partCapacity(maxBytes);
  const bytes = utf8Bytes(JSON.stringify(text)) - 2;
  // A part may end before a character that does not fit any more: at most 6 bytes are left then.
  if (bytes <= MAX_PARTS * (room - LARGEST_CHARACTER)) return true;
  return bytes <= MAX_PARTS * room && splitEscaped(text, room) !== undefined;
}

/** @returns the pieces as they stand within a JSON string's quotes */
function splitEscaped(text: string, room: number): string[] | undefined {
  if (text.length > MAX_PARTS * room) return undefined;
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const character of text) {
    const escaped = JSON.stringify(character).slice(1, -1);
    const more = utf8Bytes(escaped);
    if (bytes + more > room) {
      pieces.push(piece);
      if (pieces.length === MAX_PARTS) return undefined;
      piece = '';
      bytes = 0;
    }
    piece += escaped;
    bytes += more;
  }
  return [...pieces, piece];
}
