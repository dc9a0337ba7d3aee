/** Whole numbers from 0 on with equal distances of 1, 2 or 5 times a power of ten. The last is at least `most`. */
export function countTicks(most: number, limit = 5): number[] {
  const rough = Math.max(1, most) / limit;
  const power = Math.max(1, 10 ** Math.floor(Math.log10(rough)));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((one) => one >= rough) ?? power;
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440].map((one) => one * MINUTE);

/**
 * Times between two times, at most `limit`, that are round on the clock of a zone. Times are in ms since the epoch.
 *
 * @param offset of the zone, ms that its clock is ahead of UTC
 */
export function timeTicks(from: number, to: number, limit: number, offset: number): number[] {
  const step = STEPS.find((one) => (to - from) / one <= limit) ?? daysFor(to - from, limit);
  const first = Math.ceil((from + offset) / step) * step - offset;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, i) => first + i * step);
}

const DAY = 1_440 * MINUTE;
const daysFor = (ms: number, limit: number): number => Math.ceil(ms / DAY / limit) * DAY;
