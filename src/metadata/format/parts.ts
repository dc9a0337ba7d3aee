import { PART_TAG } from './envelope.ts';
import { partsId, SHORT_ID_LENGTH } from './ids.ts';
import { utf8Bytes } from './text.ts';

/** The most parts of one message. More parts would occupy the channel for more than 2 seconds. */
export const MAX_PARTS = 8;

/** The largest character of a JSON string: an escaped control character or lone surrogate, 6 bytes. */
const LARGEST_CHARACTER_BYTES = 6;

/** @param jsonString the part of the text as a JSON string, with its quotes */
const partText = (id: string, part: number, parts: number, jsonString: string): string =>
  `["${PART_TAG}","${id}",${part},${parts},${jsonString}]`;

/**
 * How many bytes of escaped text fit into one part. The numbers of parts have one digit each, so the
 * rest of a part always has the same size.
 */
const partCapacity = (maxBytes: number): number =>
  maxBytes - utf8Bytes(partText('x'.repeat(SHORT_ID_LENGTH), 0, 0, '""'));

/**
 * Splits the text of an envelope into parts. It splits between characters and fills each part as far
 * as possible.
 *
 * @param maxBytes the largest text of one request, in bytes of UTF-8
 * @returns the text of each request; undefined if more than `MAX_PARTS` are needed
 */
export function splitIntoParts(text: string, maxBytes: number): string[] | undefined {
  const pieces = splitEscaped(text, partCapacity(maxBytes));
  const id = partsId(text, maxBytes);
  return pieces?.map((piece, part) => partText(id, part, pieces.length, `"${piece}"`));
}

/** Whether `splitIntoParts` can split this text. Usually it finds out without splitting. */
export function fitsInParts(text: string, maxBytes: number): boolean {
  const capacity = partCapacity(maxBytes);
  const bytes = utf8Bytes(JSON.stringify(text)) - 2;
  // A part ends before a character that does not fit, and leaves less than 6 bytes unused.
  if (bytes <= MAX_PARTS * (capacity - LARGEST_CHARACTER_BYTES)) return true;
  return bytes <= MAX_PARTS * capacity && splitEscaped(text, capacity) !== undefined;
}

/** @returns pieces of the text, each escaped as in a JSON string; undefined for more than `MAX_PARTS` */
function splitEscaped(text: string, capacity: number): string[] | undefined {
  if (text.length > MAX_PARTS * capacity) return undefined;
  const escaped = JSON.stringify(text).slice(1, -1);
  const pieces: string[] = [];
  let start = 0;
  let bytes = 0;
  for (let at = 0; at < escaped.length; ) {
    const units = unitsAt(escaped, at);
    const size = bytesAt(escaped, at, units);
    if (bytes + size > capacity) {
      pieces.push(escaped.slice(start, at));
      if (pieces.length === MAX_PARTS) return undefined;
      start = at;
      bytes = 0;
    }
    bytes += size;
    at += units;
  }
  return [...pieces, escaped.slice(start)];
}

const BACKSLASH = 0x5c;

/** How many UTF-16 units the character has: an escape sequence is one, and so is a pair of surrogates. */
function unitsAt(escaped: string, at: number): number {
  const unit = escaped.charCodeAt(at);
  if (unit === BACKSLASH) return escaped[at + 1] === 'u' ? LARGEST_CHARACTER_BYTES : 2;
  // A lone surrogate is escaped.
  return unit >= 0xd800 && unit < 0xe000 ? 2 : 1;
}

/** The bytes of that character in UTF-8. An escape sequence is ASCII. */
function bytesAt(escaped: string, at: number, units: number): number {
  const unit = escaped.charCodeAt(at);
  if (unit < 0x80) return units;
  if (unit < 0x800) return 2;
  return units === 2 ? 4 : 3;
}
