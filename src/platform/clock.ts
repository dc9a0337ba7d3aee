/** The source of the wall-clock time and of waits. All times are milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` milliseconds; immediately for zero or less. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()),
};

/** Milliseconds since the epoch as ISO 8601 in UTC with milliseconds; such strings sort by time. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/**
 * The last millisecond of the second in which `ms` lies. The `time` of an EventBridge event has a
 * resolution of one second, so a delay after an event is counted from the end of that second.
 *
 * @param ms milliseconds since the epoch
 */
export function endOfSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000 + 999;
}
