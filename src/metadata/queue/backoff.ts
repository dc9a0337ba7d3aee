/** A source of random numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

const LONGEST_BACKOFF_MS = 8_000;

/**
 * How long to wait after failures: exponential backoff with jitter, up to 8 s. The result is random
 * between half and the whole of the time.
 *
 * @param failures number of failures in a row, from 1
 * @param firstMs the longest wait after the first failure
 * @returns ms
 */
export function backoffMs(failures: number, firstMs: number, random: Random): number {
  const ms = Math.min(LONGEST_BACKOFF_MS, firstMs * 2 ** (failures - 1));
  return ms / 2 + (ms / 2) * random();
}
