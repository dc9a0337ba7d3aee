import { parseDuration } from '../../../../platform/duration.ts';

/** The longest time to live of metadata, s. */
const LONGEST = 6 * 3_600;

/**
 * Reads a new time to live.
 *
 * @returns `seconds`, absent for an empty text; or what is wrong with the text
 */
export function readTtl(text: string): { seconds?: number } | { problem: string } {
  if (text.trim() === '') return {};
  const ms = parseDuration(text.trim());
  if (ms !== undefined && ms / 1_000 <= LONGEST) return { seconds: ms / 1_000 };
  return { problem: 'Expected a duration such as 30s, 10m or 2h, at most 6h.' };
}
