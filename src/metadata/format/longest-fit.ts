import { utf8Bytes } from './text.ts';

export interface FitLimits {
  /** So many fit without compression. Only more are of use. */
  above: number;
  /** So many there are. */
  most: number;
  maxBytes: number;
}

export interface LongestFit {
  count: number;
  text: string;
}

const GROWTH = 4;

/**
 * Searches how many of the first items can be written within a limit, where the only way to know a
 * size is to write the text: first in steps that grow, then between the last that fits and the first that
 * does not, where a straight line through both crosses the limit. That takes about 8 tries for
 * hundreds of items. Compressed texts mostly grow with what is in them, but not always: what is
 * found always fits, and is the longest but for such a bump.
 *
 * @param textOf the text of the first `count` items
 * @returns undefined if it found nothing over `above` that fits
 */
export function longestFit(
  { above, most, maxBytes }: FitLimits,
  textOf: (count: number) => string,
): LongestFit | undefined {
  let found: LongestFit | undefined;
  let [low, lowBytes] = [above, 0];
  let [high, highBytes] = [most + 1, Number.POSITIVE_INFINITY];
  let guess = Math.min(most, Math.max(above * GROWTH, above + GROWTH));
  while (high - low > 1) {
    const text = textOf(guess);
    const bytes = utf8Bytes(text);
    if (bytes <= maxBytes) {
      found = { count: guess, text };
      [low, lowBytes] = [guess, bytes];
    } else {
      [high, highBytes] = [guess, bytes];
    }
    guess = nextGuess();
  }
  return found;

  function nextGuess(): number {
    if (highBytes === Number.POSITIVE_INFINITY) return Math.min(most, low * GROWTH);
    const slope = (high - low) / (highBytes - lowBytes);
    const crossing = Math.floor(low + (maxBytes - lowBytes) * slope);
    return Math.min(high - 1, Math.max(low + 1, crossing));
  }
}
