import { expect, test } from 'vitest';
import { chaosRuns } from '../support/chaos-runs.ts';
import * as fc from '../support/fast-check.ts';
import { SEED } from '../support/seed.ts';
import {
  checkChanges,
  checkFinalState,
  checkHandOver,
  checkRotatedOnce,
  checkSecrets,
} from './support/invariants.ts';
import { ChaosRun } from './support/run.ts';
import { EXAMPLES, ivsBehavior, type Step, step, tags } from './support/steps.ts';

/** How many runs; `npm run chaos` does more. */
const RUNS = chaosRuns(100);
/** In `npm test`, a run that fails is shown as it is, because to shrink it takes too long. */
const IS_QUICK = process.env.CHAOS_RUNS === undefined;

/** Whether a step changes tags. */
const changesTags = (step: Step): boolean => {
  if (step.do === 'tag') return true;
  const passes = step.do === 'together' ? step.passes : 'faults' in step ? [step] : [];
  return passes.some(({ meanwhile }) => meanwhile.some((each) => each.step.do === 'tag'));
};

test('cleanup and rotation keep their invariants when events are lost, late or doubled and runs are interrupted', async () => {
  const seen: Record<string, number> = {};
  const count = (name: string, times = 1) => {
    seen[name] = (seen[name] ?? 0) + times;
  };
  await fc.assert(
    fc.asyncProperty(
      ivsBehavior,
      fc.array(tags, { minLength: 3, maxLength: 3 }),
      fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
      async (behavior, initial, steps) => {
        const run = await ChaosRun.begin(behavior, initial);
        for (const each of steps) await run.step(each);
        await run.settleAll();
        checkChanges(run);
        checkFinalState(run);
        checkHandOver(run);
        checkSecrets(run);
        if (!steps.some(changesTags)) checkRotatedOnce(run);
        for (const { operation: did } of run.world.changes) count(did);
        for (const { startedAt, events } of run.world.simulator.sessions()) {
          if (startedAt === undefined) count('never started');
          for (const { name } of events) count(name);
        }
        for (const [fault, times] of Object.entries(run.seen)) count(fault, times);
      },
    ),
    { numRuns: RUNS, seed: SEED, examples: EXAMPLES, endOnFailure: IS_QUICK },
  );
  console.log(`chaos: ${RUNS} runs, CHAOS_SEED=${SEED}`, seen);
  // Without changes and faults, the runs would prove nothing.
  for (const name of [...CHANGES, ...FAULTS, 'never started'])
    expect(seen[name] ?? 0, name).toBeGreaterThan(RUNS / 3);
  for (const name of RARE) expect(seen[name] ?? 0, name).toBeGreaterThan(RUNS / 50);
});

const CHANGES = ['DeleteChannel', 'DeleteStreamKey', 'CreateStreamKey'];
const RARE = ['Stream Takeover', 'Stream Failure', 'Starvation Start'];
const FAULTS = ['crash-before', 'crash-after', 'cut', 'refuse', 'throttle', 'lost', 'doubled'];
