import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';
import { midmean } from '../support/statistics.ts';
import { type Call, enqueue, latenciesOf, putDirectly } from './cues.ts';
import { measure } from './measures.ts';

const ROUNDS = 40;
/** Until then, Node.js compiles the code of both ways. */
const UNCOUNTED = 20;
/** Two of them after a queued message, the channel and the instance are idle again, ms. */
const IDLE_MS = 450;

/** One PutMetadata request, and one message on an idle channel, in turn. So a busy machine slows both. */
export async function idleChannel(stack: StackFixture): Promise<Measure[]> {
  const arns = await stack.channels(1);
  const direct: Call[] = [];
  const queued: Call[] = [];
  const answered: number[] = [];
  for (let round = 0; round < UNCOUNTED + ROUNDS; round += 1) {
    await sleep(IDLE_MS);
    const call = await putDirectly(stack, arns, `direct ${round}.`);
    answered.push(Date.now() - call.calledAt);
    direct.push(call);
    await sleep(IDLE_MS);
    queued.push(await enqueue(stack, arns, `queued ${round}.`));
  }
  const usual = async (calls: readonly Call[]) =>
    midmean((await latenciesOf(stack, calls.slice(UNCOUNTED))).flat());
  const [directMs, queuedMs] = [await usual(direct), await usual(queued)];
  return [
    measure('idle.ratio', queuedMs / directMs, 'times PutMetadata', 2.5),
    measure('idle.queued', queuedMs, 'ms until the cue of a queued message'),
    measure('idle.direct', directMs, 'ms until the cue of PutMetadata'),
    measure('idle.direct.answer', midmean(answered.slice(UNCOUNTED)), 'ms until its answer'),
  ];
}
