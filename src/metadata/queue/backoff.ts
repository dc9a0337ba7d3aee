/** A source of random numbers from 0 up to 1. */
export type Random = () => number;

const LONGEST_BACKOFF_MS = 8_000;

/** How long to wait after `failures` in a row (from 1 on): doubling, up to 8 s, the upper half random. */
export function backoffMs(failures: number, firstMs: number, random: Random): number {
  const ms = Math.min(LONGEST_BACKOFF_MS, firstMs * 2 ** (failures - 1));
  return ms / 2 + (ms / 2) * random();
}
