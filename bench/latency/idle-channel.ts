import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';
import { median } from '../support/statistics.ts';
import { type Call, enqueue, latenciesOf, putDirectly } from './cues.ts';
import { measure } from './measures.ts';

const ROUNDS = 20;
/** The first ones compile code. */
const UNCOUNTED = 3;
/** Two of them after a queued message, the channel and the instance are idle again, ms. */
const IDLE_MS = 600;

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
  const medianOf = async (calls: readonly Call[]) =>
    median((await latenciesOf(stack, calls.slice(UNCOUNTED))).flat());
  const [directMs, queuedMs] = [await medianOf(direct), await medianOf(queued)];
  return [
    measure('idle.ratio', queuedMs / directMs, 'times PutMetadata (medians)', 2.5),
    measure('idle.median', queuedMs, 'ms until the cue of a queued message'),
    measure('idle.direct', directMs, 'ms until the cue of PutMetadata'),
    measure('idle.direct.answer', median(answered.slice(UNCOUNTED)), 'ms until its answer'),
  ];
}
