import { expect, test } from 'vitest';
import { chaosRuns } from '../support/chaos-runs.ts';
import * as fc from '../support/fast-check.ts';
import { SEED } from '../support/seed.ts';
import {
  checkDeeds,
  checkHandOver,
  checkOnce,
  checkRest,
  checkSecrets,
} from './support/invariants.ts';
import { Run } from './support/run.ts';
import { EXAMPLES, type Step, step, tags } from './support/steps.ts';

/** How many runs; `npm run chaos` asks for more. */
const RUNS = chaosRuns(100);

/** Tags change midway. */
const retags = (one: Step): boolean => {
  if (one.do === 'tag') return true;
  const passes = one.do === 'together' ? one.passes : 'troubles' in one ? [one] : [];
  return passes.some(({ meanwhile }) => meanwhile.some((each) => each.step.do === 'tag'));
};

test('whatever is lost, late, doubled, cut off or live at the worst moment', async () => {
  const seen: Record<string, number> = {};
  const count = (word: string, times = 1) => {
    seen[word] = (seen[word] ?? 0) + times;
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(tags, { minLength: 3, maxLength: 3 }),
      fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
      async (initial, steps) => {
        const run = new Run(initial);
        for (const each of steps) await run.step(each);
        await run.rest();
        checkDeeds(run);
        checkRest(run);
        checkHandOver(run);
        checkSecrets(run);
        if (!steps.some(retags)) checkOnce(run);
        for (const { did } of run.world.ivs.deeds) count(did);
        for (const [word, times] of Object.entries(run.seen)) count(word, times);
      },
    ),
    { numRuns: RUNS, seed: SEED, examples: EXAMPLES },
  );
  console.log(`chaos: ${RUNS} runs, CHAOS_SEED=${SEED}`, seen);
  // A run in which nothing ever happens proves nothing.
  for (const word of [...DEEDS, ...WEATHER])
    expect(seen[word] ?? 0, word).toBeGreaterThan(RUNS / 3);
});

const DEEDS = ['DeleteChannel', 'DeleteStreamKey', 'CreateStreamKey'];
const WEATHER = ['crash-before', 'crash-after', 'cut', 'refuse', 'throttle', 'lost', 'doubled'];
