import { expect, test } from 'vitest';
import type { LettersAnswer } from '../../src/dead-letters/list.ts';
import type { RetryAnswer } from '../../src/dead-letters/retry/retry-dead-letters.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import fc from '../support/fast-check.ts';
import { CHANNEL_ARN } from '../support/ivs-events.ts';
import { failureRecord, letterWorld } from './support/world.ts';

type World = ReturnType<typeof letterWorld>;

/** A run: what is asked for, and where the instance dies, if it does. */
interface Step {
  kind: 'collect' | 'retry' | 'drop function letters';
  cut: { at: number; isDone: boolean } | undefined;
  /** How long after the step before, ms. */
  after: number;
}

/** Attempts within SQS's memory of five minutes. */
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('collect', 'retry', 'retry', 'drop function letters'),
  cut: fc.option(fc.record({ at: fc.integer({ min: 1, max: 60 }), isDone: fc.boolean() }), {
    nil: undefined,
  }),
  after: fc.integer({ min: 0, max: 40_000 }),
});

const REQUESTS = {
  collect: {},
  retry: { retry: { filter: {}, ttlSeconds: 3_600 } },
  'drop function letters': { drop: { filter: { reason: 'BusError' } } },
};

async function run(world: World, { kind, cut, after }: Step): Promise<void> {
  world.clock.advance(after);
  world.cutAt(cut);
  try {
    if (kind === 'collect') await world.get({});
    else await world.retry(REQUESTS[kind]);
  } catch (error) {
    // The instance has died; nothing else may fail.
    if (!cut) throw error;
  } finally {
    world.cutAt(undefined);
  }
}

/** Letters of two channels and of a function. @returns how many of them there are */
function fill(world: World, sizes: readonly number[]): number[] {
  let n = 0;
  const numbers: number[] = [];
  for (const [index, size] of sizes.entries()) {
    const payloads = Array.from({ length: size }, () => ++n);
    numbers.push(...payloads);
    const channelArn = CHANNEL_ARN.replace(/.$/, String(index % 2));
    world.die({ payloads, channelArn });
    world.clock.advance(1);
  }
  world.fail(failureRecord('markChannel', { n: 0 }));
  return numbers;
}

test('wherever runs are interrupted, each message is queued once, in order, and each letter ends once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 }),
      fc.array(step, { maxLength: 5 }),
      async (sizes, steps) => {
        const world = letterWorld();
        const numbers = fill(world, sizes);
        for (const one of steps) await run(world, one);
        // Then nothing goes wrong any more. Messages that were in flight are visible again.
        world.clock.advance(31_000);
        await run(world, { kind: 'collect', cut: undefined, after: 0 });
        await run(world, { kind: 'retry', cut: undefined, after: 0 });

        const queued = await world.queued();
        const payloads = queued.map(({ payload }) => payload as number);
        expect(payloads.toSorted((a, b) => a - b)).toEqual(numbers);
        for (const channel of new Set(queued.map(({ channelArn }) => channelArn))) {
          const own = queued.filter(({ channelArn }) => channelArn === channel);
          const order = own.map(({ payload }) => payload as number);
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
        const open = await world.get<LettersAnswer>({ list: {} });
        const ended = await world.get<LettersAnswer>({ list: { ended: true } });
        expect(open.letters).toEqual([]);
        expect(ended.letters).toHaveLength(sizes.length + 1);
        expect([world.depth('dead'), world.depth('metadata-dead')]).toEqual([0, 0]);
      },
    ),
    { numRuns: chaosRuns(30) },
  );
});

test('wherever one retry is interrupted, each request of it in turn, the repetition queues each message once', async () => {
  const sizes = [2, 1, 1];
  const total = await requestsOf(sizes);
  for (let at = 1; at <= total; at += 1) {
    for (const isDone of [false, true]) {
      const world = letterWorld();
      const numbers = fill(world, sizes);
      await world.get({});
      await run(world, { kind: 'retry', cut: { at, isDone }, after: 0 });
      await run(world, { kind: 'retry', cut: undefined, after: 60_000 });
      const payloads = (await world.queued()).map(({ payload }) => payload);
      expect(payloads.toSorted(), `cut at request ${at}`).toEqual(numbers);
      // The schedule completes what an interrupted run has left.
      await world.get({ source: 'aws.events' });
      expect(world.table.items('DEAD_LETTERS'), `cut at request ${at}`).toEqual([]);
      expect(world.table.items('DEAD_LETTERS_ENDED')).toHaveLength(sizes.length + 1);
      const invocations = world.invoked.map(({ payload }) => JSON.stringify(payload));
      expect(new Set(invocations)).toEqual(new Set(['{"n":0}']));
    }
  }
});

async function requestsOf(sizes: readonly number[]): Promise<number> {
  const world = letterWorld();
  fill(world, sizes);
  await world.get({});
  world.cutAt(undefined);
  await world.retry(REQUESTS.retry);
  expect(world.requestCount()).toBeGreaterThan(20);
  return world.requestCount();
}

test('after an interruption that lasts longer than the memory of SQS, messages keep their ids, so players show them once', async () => {
  const world = letterWorld();
  const ids = world.die({ payloads: [1] });
  await world.get({});
  const total = 40;
  for (let at = 1; at <= total; at += 1) {
    world.cutAt({ at, isDone: true });
    await world.retry<RetryAnswer>(REQUESTS.retry).catch(() => undefined);
    world.cutAt(undefined);
    world.clock.advance(10 * 60_000);
  }
  const queued = await world.queued();
  expect(new Set(queued.map(({ id }) => id))).toEqual(new Set(ids));
});
