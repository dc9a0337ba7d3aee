/**
 * The seed of everything random in the tests. The same in every `npm test`, so that nobody's change
 * fails for what it has not touched; `npm run chaos` (it sets CHAOS_RUNS) looks further each time.
 * CHAOS_SEED has a run again.
 */
export const SEED = Number(
  process.env.CHAOS_SEED ??
    (process.env.CHAOS_RUNS ? Math.floor(Math.random() * 2 ** 31) : 20_261_121),
);
