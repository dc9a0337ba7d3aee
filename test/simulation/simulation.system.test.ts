import { beforeAll, describe, expect, test } from 'vitest';
import type { StackPlan } from '../../src/local/config/plan.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { SEED } from '../support/seed.ts';
import type { Observer, ObserverTools } from './invariants/observer.ts';
import { productionPlan } from './plan.ts';
import { commandOf } from './print.ts';
import { type Run, simulate } from './run.ts';
import { shrink } from './shrink.ts';
import { lineText } from './story/story.ts';

/** `npm run chaos` simulates longer runs, and more of them. */
const [DAYS, CHANNELS] = process.env.CHAOS_RUNS ? [2, 8] : [1, 5];
const SEEDS = Array.from({ length: chaosRuns(1) }, (_, i) => SEED + i);

let plan: StackPlan;
beforeAll(async () => {
  plan = await productionPlan();
}, 60_000);

describe('some days of some channels, in all kinds of trouble, keep every invariant', () => {
  test.each(SEEDS)(
    'seed %i',
    async (seed) => {
      const run: Run = { seed, days: DAYS, channels: CHANNELS };
      const { violation, troubles, checks } = await simulate(run, plan);
      expect(violation, `again: ${commandOf(run)}`).toBeUndefined();
      // Without troubles and checks, the run would prove nothing.
      expect(Object.keys(troubles).length).toBeGreaterThan(8);
      expect(Object.keys(checks).length).toBeGreaterThan(10);
    },
    120_000,
  );
});

test('two runs with one seed have the same story', async () => {
  const run: Run = { seed: SEED + 2, days: 1, channels: 1 };
  const [first, second] = [await simulate(run, plan), await simulate(run, plan)];
  expect(first.lines.length).toBeGreaterThan(100);
  expect(second.lines.map(lineText)).toEqual(first.lines.map(lineText));
}, 60_000);

const NAME = 'a new key is in the secret store';

/** An invariant that does not hold: it is violated by the first new key. */
const noKeyIsCreated = ({ checks }: ObserverTools): Observer[] => [
  {
    onDeed: ({ operation, channelArn }) =>
      checks.expect(NAME, operation !== 'CreateStreamKey', () => 'not really', channelArn),
  },
];

test('a violation stops the run, and its story ends with it', async () => {
  const run: Run = { seed: SEED, days: 1, channels: 6 };
  const { violation, lines, simulatedMs } = await simulate(run, plan, {
    observers: noKeyIsCreated,
  });
  expect(violation?.invariant).toBe(NAME);
  expect(simulatedMs).toBeLessThan(86_400_000);
  expect(lines.at(-1)?.at).toBeLessThanOrEqual(violation?.at ?? 0);
});

test('a run that fails shrinks to the one owner whose channel is concerned', async () => {
  const options = { observers: noKeyIsCreated };
  const failed = await simulate({ seed: SEED, days: 1, channels: 6 }, plan, options);
  const { run, violation } = await shrink(failed, (smaller) => simulate(smaller, plan, options));
  expect(violation?.invariant).toBe(NAME);
  expect(run.owners).toHaveLength(1);
  expect(run.without?.length).toBeGreaterThan(10);
}, 60_000);
