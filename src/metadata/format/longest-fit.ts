import { utf8Bytes } from './text.ts';

export interface FitLimits {
  /** This count is known to fit without compression. Only a greater count is useful. */
  above: number;
  /** The greatest count to try. */
  most: number;
  /** The largest text, in bytes of UTF-8. */
  maxBytes: number;
}

export interface LongestFit {
  count: number;
  text: string;
}

/** The factor between two tries as long as every text fits. */
const GROWTH = 4;

/**
 * Finds how many of the first items fit into a limit when the size is only known after writing the
 * text. It first tries counts that grow by a factor of 4. Between the last count that fits and the
 * first that does not, it interpolates linearly. Hundreds of items take about 8 tries.
 *
 * A compressed text usually grows with its content, but sometimes shrinks. So the result always fits,
 * but is not always the greatest count that fits.
 *
 * @param textOf writes the text of the first `count` items
 * @returns undefined if no tried count over `above` fits
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
    const itemsPerByte = (high - low) / (highBytes - lowBytes);
    const interpolated = Math.floor(low + (maxBytes - lowBytes) * itemsPerByte);
    return Math.min(high - 1, Math.max(low + 1, interpolated));
  }
}
