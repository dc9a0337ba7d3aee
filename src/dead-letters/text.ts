import { withoutStreamKeyValues } from '../ivs/stream-key-value.ts';

const PREVIEW_LENGTH = 160;
const REASON_LENGTH = 400;
/** Half of a pair of surrogates at the end of a text. */
const HALF_PAIR = /[\ud800-\udbff]$/;

/** The beginning of a content, without the values of stream keys. */
export const previewOf = (text: string): string => shortened(text, PREVIEW_LENGTH);

/** A reason that another program may have written. */
export const reasonText = (text: string): string => shortened(text, REASON_LENGTH);

function shortened(text: string, length: number): string {
  // A value must not be cut before it is recognised.
  const safe = withoutStreamKeyValues(text.slice(0, 4 * length));
  return safe.length <= length ? safe : `${safe.slice(0, length).replace(HALF_PAIR, '')}…`;
}

/** @returns undefined for a text that is not JSON; no JSON text has the value undefined */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller reports it.
    return undefined;
  }
}

/**
 * A body as it may be stored: without the values of stream keys, however they are escaped.
 *
 * @returns the body itself if it has none
 */
export function maskedBody(body: string): { body: string; isMasked: boolean } {
  const value = parseJson(body);
  const plain = value === undefined ? body : JSON.stringify(value);
  const masked = withoutStreamKeyValues(plain);
  return masked === plain ? { body, isMasked: false } : { body: masked, isMasked: true };
}
