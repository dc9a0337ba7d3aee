import { isoTime } from './clock.ts';

/** How many requests were throttled within ten minutes. */
export interface ThrottleCount {
  /** The begin of the ten minutes, ISO 8601. */
  from: string;
  requests: number;
}

const PERIOD_MS = 600_000;
const HOUR_MS = 3_600_000;
/** An hour touches seven periods: it can begin and end within one. */
export const THROTTLE_PLACES = 7;

/**
 * The throttled requests of one Lambda instance in the last hour, in periods of ten minutes. Each period has one of seven places
 * in the function's tick. So an instance replaces only what it counted itself, and the counts of another one stay for the hour.
 */
export class ThrottleCounts {
  readonly #periods = new Map<number, number>();

  add(now: number): void {
    const from = Math.floor(now / PERIOD_MS) * PERIOD_MS;
    this.#periods.set(from, (this.#periods.get(from) ?? 0) + 1);
    for (const old of this.#periods.keys()) if (isOver(old, now)) this.#periods.delete(old);
  }

  /** The periods that reach into the last hour. */
  lastHour(now: number): ThrottleCount[] {
    return [...this.#periods]
      .filter(([from]) => !isOver(from, now))
      .map(([from, requests]) => ({ from: isoTime(from), requests }));
  }
}

/** The place of a period in a tick: the next one takes it after 70 minutes. */
export const throttlePlace = ({ from }: ThrottleCount): number =>
  Math.floor(Date.parse(from) / PERIOD_MS) % THROTTLE_PLACES;

/** The throttled requests of the last hour. A period that began before counts if it reaches into it. */
export const throttledInLastHour = (counts: readonly ThrottleCount[], now: number): number =>
  counts
    .filter(({ from }) => !isOver(Date.parse(from), now))
    .reduce((sum, { requests }) => sum + requests, 0);

/** Whether a period lies more than an hour back. */
const isOver = (from: number, now: number): boolean => from + PERIOD_MS <= now - HOUR_MS;
