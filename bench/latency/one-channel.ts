import { seededRandom } from '../../src/simulator/random.ts';
import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';
import { median, quantile } from '../support/statistics.ts';
import { enqueue, latenciesOf, measure, noViolations, putDirectly } from './cues.ts';

const ROUNDS = 20;
/** So long after a message, the channel is idle again, ms. */
const IDLE_MS = 1_200;
const RANDOM_MS = 60_000;
/** Messages a second at random times. */
const RATE = 4;

export async function oneChannel(stack: StackFixture): Promise<Measure[]> {
  return [...(await idle(stack)), ...(await random(stack)), await noViolations('channel', stack)];
}

/** One message on an idle channel, and one PutMetadata request, in turn. */
async function idle(stack: StackFixture): Promise<Measure[]> {
  const arns = await stack.channels(1);
  const queued: number[] = [];
  const direct: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    await sleep(IDLE_MS);
    let calledAt = Date.now();
    await putDirectly(stack, arns, `direct ${round}.`);
    const [directMs = 0] = await latenciesOf(stack, arns, `direct ${round}.`, calledAt);
    await sleep(IDLE_MS);
    calledAt = Date.now();
    await enqueue(stack, arns, `queued ${round}.`);
    const [queuedMs = 0] = await latenciesOf(stack, arns, `queued ${round}.`, calledAt);
    // The first ones start connections and compile code.
    if (round < 0) continue;
    direct.push(directMs);
    queued.push(queuedMs);
  }
  return [
    measure('idle.ratio', median(queued) / median(direct), 'times PutMetadata (medians)', 2.5),
    measure('idle.median', median(queued), 'ms'),
    measure('idle.direct', median(direct), 'ms'),
  ];
}

/** Messages at random times. */
async function random(stack: StackFixture): Promise<Measure[]> {
  const [arn = ''] = await stack.channels(1);
  const next = seededRandom(1, 'times');
  const calls = Array.from({ length: (RATE * RANDOM_MS) / 1_000 }, (_, index) => ({
    text: `random ${index}.`,
    at: next() * RANDOM_MS,
  }));
  const start = Date.now();
  const calledAt = new Map<string, number>();
  await Promise.all(
    calls.map(async ({ text, at }) => {
      await sleep(start + at - Date.now());
      calledAt.set(text, Date.now());
      await enqueue(stack, [arn], text);
    }),
  );
  await sleep(2_000);
  const cues = await stack.client.cues(arn);
  const latencies = calls.map(({ text }) => {
    const cue = cues.find(({ metadata }) => metadata.includes(text));
    return cue ? cue.at - (calledAt.get(text) ?? 0) : Number.POSITIVE_INFINITY;
  });
  return [
    measure('random.p95', quantile(latencies, 0.95), 'ms, 4 a second at random times', 230),
    measure('random.median', median(latencies), 'ms'),
  ];
}
