import { seededRandom } from '../../src/simulator/random.ts';
import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';
import { median, quantile } from '../support/statistics.ts';
import { enqueue, latenciesOf } from './cues.ts';
import { measure } from './measures.ts';

const MS = 25_000;
/** Messages a second. */
const RATE = 4;

/** Messages at random times on one channel. */
export async function fourASecond(stack: StackFixture): Promise<Measure[]> {
  const arns = await stack.channels(1);
  const next = seededRandom(1, 'times');
  const times = Array.from({ length: (RATE * MS) / 1_000 }, () => next() * MS);
  const start = Date.now();
  const calls = await Promise.all(
    times.map(async (at, index) => {
      await sleep(start + at - Date.now());
      return enqueue(stack, arns, `random ${index}.`);
    }),
  );
  const latencies = (await latenciesOf(stack, calls)).flat();
  return [
    measure('random.p95', quantile(latencies, 0.95), 'ms, 4 a second at random times', 230),
    measure('random.median', median(latencies), 'ms'),
  ];
}
