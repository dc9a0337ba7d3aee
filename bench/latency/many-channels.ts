import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';
import { median } from '../support/statistics.ts';
import { type Call, enqueue, latenciesOf, putDirectly } from './cues.ts';
import { ACCOUNT, measure } from './measures.ts';

const SOME = 20;
const ROUNDS = 7;
const MANY = 200;
const MANY_ROUNDS = 7;
/** Two of them after a message, all channels and instances are idle again, ms. */
const IDLE_MS = 750;
const LONG_IDLE_MS = 3_500;

/** One message for each of many quiet channels, all with one call. */
export async function manyChannels(stack: StackFixture): Promise<Measure[]> {
  const arns = await stack.channels(MANY);
  return [...(await twenty(stack, arns.slice(0, SOME))), ...(await twoHundred(stack, arns))];
}

/** PutMetadata requests in parallel, and queued messages, in turn. So a busy machine slows both. */
async function twenty(stack: StackFixture, arns: readonly string[]): Promise<Measure[]> {
  const direct: Call[] = [];
  const queued: Call[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await sleep(IDLE_MS);
    direct.push(await putDirectly(stack, arns, `direct ${round}.`));
    await sleep(IDLE_MS);
    queued.push(await enqueue(stack, arns, `queued ${round}.`));
  }
  // The first ones compile code.
  const directMs = await latenciesOf(stack, direct.slice(1));
  const queuedMs = await latenciesOf(stack, queued.slice(1));
  const slowestMs = median(queuedMs.map(slowest));
  const directSlowestMs = median(directMs.map(slowest));
  const ratio = slowestMs / directSlowestMs;
  return [
    measure('20.ratio', ratio, 'times the slowest of 20 PutMetadata', 8),
    measure('20.slowest', slowestMs, 'ms, the slowest of 20 quiet channels'),
    measure('20.median', median(queuedMs.map(median)), 'ms'),
    measure('20.direct', directSlowestMs, 'ms, the slowest of 20 PutMetadata in parallel'),
  ];
}

async function twoHundred(stack: StackFixture, arns: readonly string[]): Promise<Measure[]> {
  const calls: Call[] = [];
  for (let round = 0; round <= MANY_ROUNDS; round += 1) {
    await sleep(LONG_IDLE_MS);
    calls.push(await enqueue(stack, arns, `many ${round}.`));
  }
  const latencies = await latenciesOf(stack, calls.slice(1));
  const slowestMs = median(latencies.map(slowest));
  const limitMs = (MANY / ACCOUNT) * 1_000;
  return [
    measure('200.ratio', slowestMs / limitMs, 'times 200 ÷ 155 a second', 1.5),
    measure('200.slowest', slowestMs, 'ms, the slowest of 200 quiet channels'),
    measure('200.median', median(latencies.map(median)), 'ms'),
  ];
}

const slowest = (latencies: readonly number[]): number => Math.max(...latencies);
