/** The only source of time for decisions and waits. All times are milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Resolves after `ms` milliseconds; at once for zero or less. */
  sleep(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()),
};

/** Milliseconds since the epoch as ISO 8601 in UTC with milliseconds; such strings sort by time. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();
