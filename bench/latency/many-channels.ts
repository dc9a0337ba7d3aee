import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';
import { median } from '../support/statistics.ts';
import { enqueue, latenciesOf, measure, noViolations, putDirectly, warmUp } from './cues.ts';

const ROUNDS = 7;
const MANY_ROUNDS = 3;
const MANY = 200;
/** PutMetadata requests of an account in a second. */
const ACCOUNT = 155;
/** So long after a message, all channels are idle again, ms. */
const IDLE_MS = 2_500;

/** One message for each of many quiet channels, all with one call. */
export async function manyChannels(stack: StackFixture): Promise<Measure[]> {
  const arns = await stack.channels(MANY);
  await warmUp(stack, arns);
  const some = arns.slice(0, 20);
  const queued: number[][] = [];
  const direct: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    await sleep(IDLE_MS);
    let calledAt = Date.now();
    await putDirectly(stack, some, `direct ${round}.`);
    const directMs = await latenciesOf(stack, some, `direct ${round}.`, calledAt);
    await sleep(IDLE_MS);
    calledAt = Date.now();
    await enqueue(stack, some, `queued ${round}.`);
    const queuedMs = await latenciesOf(stack, some, `queued ${round}.`, calledAt);
    // The first ones start instances and compile code.
    if (round < 0) continue;
    direct.push(slowest(directMs));
    queued.push(queuedMs);
  }
  const worst = median(queued.map(slowest));
  const limit = (MANY / ACCOUNT) * 1_000;
  const many: number[] = [];
  for (let round = -1; round < MANY_ROUNDS; round += 1) {
    await sleep(2 * IDLE_MS);
    const calledAt = Date.now();
    await enqueue(stack, arns, `many ${round}.`);
    const latencies = await latenciesOf(stack, arns, `many ${round}.`, calledAt);
    if (round >= 0) many.push(slowest(latencies));
  }
  return [
    measure('20.ratio', worst / median(direct), 'times the slowest of 20 PutMetadata', 8),
    measure('20.slowest', worst, 'ms'),
    measure('20.median', median(queued.map(median)), 'ms'),
    measure('20.direct', median(direct), 'ms, the slowest'),
    measure('200.ratio', median(many) / limit, 'times 200 ÷ 155 a second', 1.5),
    measure('200.slowest', median(many), 'ms'),
    await noViolations('many', stack),
  ];
}

const slowest = (latencies: readonly number[]): number => Math.max(...latencies);
