const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PATTERN = /^([1-9]\d{0,8})([smhd])$/;
const LONGEST_MS = 3650 * UNIT_MS.d;

/** The format that `parseDuration` reads, for error messages. */
export const DURATION_FORMAT = 'a duration such as 30s, 10m, 2h or 7d (at most 3650d)';

/**
 * Reads a duration such as `30s`, `10m`, `2h` or `7d`: a whole number from 1 without leading zeros, and a unit.
 *
 * @returns milliseconds; undefined for any other text, and for durations over 3650 days
 */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const ms = Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
  return ms <= LONGEST_MS ? ms : undefined;
}
