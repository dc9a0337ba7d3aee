// Real time. A test may replace the global functions by fake ones at any time, so they are taken when this is loaded.

const startTimer = setTimeout;
const stopTimer = clearTimeout;

/** Milliseconds since some point in the past. */
export const realNow: () => number = performance.now.bind(performance);

/** The longest time of a timer of Node.js. It runs a longer one at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * @param ms at most 24.8 days; a longer time is cut
 * @returns cancels it
 */
export function afterRealTime(ms: number, run: () => void): () => void {
  const timer = startTimer(run, Math.min(ms, LONGEST_MS));
  return () => stopTimer(timer);
}
