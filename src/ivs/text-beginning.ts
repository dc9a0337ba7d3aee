import { withoutStreamKeyValues } from './stream-key-value.ts';

/** Half of a pair of surrogates at the end of a text. */
const HALF_PAIR = /[\ud800-\udbff]$/;

/** The beginning of a text that somebody else wrote, without the values of stream keys. */
export function beginningOf(text: string, length: number): string {
  // A value must not be cut before it is recognised.
  const safe = withoutStreamKeyValues(text.slice(0, 4 * length));
  return safe.length <= length ? safe : `${safe.slice(0, length).replace(HALF_PAIR, '')}…`;
}
