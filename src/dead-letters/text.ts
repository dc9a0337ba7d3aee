import { withoutStreamKeyValues } from '../ivs/stream-key-value.ts';
import { beginningOf } from '../ivs/text-beginning.ts';

const PREVIEW_LENGTH = 160;
const REASON_LENGTH = 400;

/** The beginning of a content, without the values of stream keys. */
export const previewOf = (text: string): string => beginningOf(text, PREVIEW_LENGTH);

/** A reason that another program may have written. */
export const reasonText = (text: string): string => beginningOf(text, REASON_LENGTH);

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
