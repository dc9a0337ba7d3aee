// Real time. A test may replace the global functions by fake ones at any time, so they are taken when this is loaded.

const startTimer = setTimeout;
const stopTimer = clearTimeout;

/** Milliseconds since some point in the past. */
export const realNow: () => number = performance.now.bind(performance);

/** @returns cancels it */
export function afterRealTime(ms: number, run: () => void): () => void {
  const timer = startTimer(run, ms);
  return () => stopTimer(timer);
}
