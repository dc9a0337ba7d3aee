/**
 * How often a test of chance repeats: `usual` in `npm test`, CHAOS_RUNS (1000) in `npm run chaos`.
 * A test file that calls this function is part of `npm run chaos` (vitest.chaos.config.ts).
 */
export function chaosRuns(usual: number): number {
  return Number(process.env.CHAOS_RUNS ?? usual);
}
