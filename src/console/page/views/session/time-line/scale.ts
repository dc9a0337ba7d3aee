import type { Lane } from './lanes.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28].map((count) => count * DAY),
];

/** The room that the label of a tick needs, px. */
const TICK_WIDTH = 76;

/** The part of time that is shown, ms since the epoch. */
export interface Domain {
  from: number;
  to: number;
}

export interface Tick {
  at: number;
  /** Local time. */
  text: string;
}

/**
 * From the first to the last time of the lanes. While the session lasts, it ends at a round length, so that
 * the picture does not change its scale each second.
 */
export function domainOf(lanes: readonly Lane[], isOpen: boolean): Domain {
  const times = lanes.flatMap(({ spans, marks }) => [
    ...spans.flatMap(({ from, to }) => [from, to]),
    ...marks.map(({ at }) => at),
  ]);
  if (times.length === 0) return { from: 0, to: SECOND };
  const [from, last] = [Math.min(...times), Math.max(...times)];
  const length = Math.max(last - from, SECOND);
  return { from, to: from + (isOpen ? roundLength(length) : length) };
}

/** The next length that is a whole number of steps, of which about twelve fit. */
function roundLength(length: number): number {
  const step = STEPS.find((one) => length <= 12 * one) ?? DAY * 28;
  return Math.ceil(length / step) * step;
}

/** @param width px @returns the place of a time, px */
export function xOf(at: number, { from, to }: Domain, width: number): number {
  return ((at - from) / (to - from)) * width;
}

/**
 * Round local times, with labels that do not overlap.
 *
 * @param width px
 * @param offset local time less UTC, ms
 */
export function ticksOf({ from, to }: Domain, width: number, offset: number): Tick[] {
  const most = Math.max(1, Math.floor(width / TICK_WIDTH));
  const step = STEPS.find((one) => (to - from) / one <= most) ?? 28 * DAY;
  const first = Math.ceil((from + offset) / step) * step - offset;
  const ticks: Tick[] = [];
  for (let at = first; at <= to && ticks.length <= most; at += step)
    ticks.push({ at, text: labelOf(at + offset, step) });
  return ticks;
}

function labelOf(local: number, step: number): string {
  const text = new Date(local).toISOString();
  const isMidnight = local % DAY === 0;
  if (isMidnight) return text.slice(5, 10);
  return step < MINUTE ? text.slice(11, 19) : text.slice(11, 16);
}
