/** Time stamps of MPEG-TS count ticks of 1/90000 s. */
export const TICKS_PER_SECOND = 90_000;
export const TICKS_PER_MS = 90;

/** Time stamps of MPEG-TS have 33 bits: they begin again at 0 after 26.5 hours. */
const WRAP = 2 ** 33;

/** @returns a time stamp as the stream carries it: a whole number from 0 to 2^33 - 1 */
export function wrapTicks(ticks: number): number {
  const whole = Math.round(ticks) % WRAP;
  return whole < 0 ? whole + WRAP : whole;
}
