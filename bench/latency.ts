import { availableParallelism, loadavg } from 'node:os';
import { flood, RAMP_MS } from './latency/flood.ts';
import { fourASecond } from './latency/four-a-second.ts';
import { idleChannel } from './latency/idle-channel.ts';
import { manyChannels } from './latency/many-channels.ts';
import { measure, noViolations } from './latency/measures.ts';
import { simulated } from './latency/simulated.ts';
import { warmUp } from './latency/warm-up.ts';
import { type StackFixture, withStack } from './metadata/stack-fixture.ts';
import type { Bench, Measure } from './support/bench.ts';

const STACK = new URL('./servers/stack.ts', import.meta.url);
const RAMPING = new URL('./servers/ramping-stack.ts', import.meta.url);

/** Measures one row of the table after the other on a stack. */
type Row = (stack: StackFixture) => Promise<Measure[]>;

/** The stack needs both processors for itself. */
const machine = (): Measure =>
  measure(
    'machine',
    (loadavg()[0] ?? Number.NaN) / availableParallelism(),
    'programs for each processor before',
  );

/**
 * How long metadata takes from the call of `enqueueMetadata` to the cue at the player, next to a PutMetadata request of
 * the same client. It runs the real functions on the one-machine stack with the real clock, and then the sender in simulated
 * time.
 */
export const latency: Bench = {
  about: 'timed metadata from the call to the cue, next to PutMetadata without a queue (8 minutes)',
  async run(report) {
    const measures: Measure[] = [];
    const add = (some: Measure[]): void => {
      measures.push(...some);
      report(some);
    };
    const onStack = (module: URL, rows: readonly Row[]) =>
      withStack(module, 'off', async (stack) => {
        await warmUp(stack);
        for (const row of rows) add(await row(stack));
        add([await noViolations(stack)]);
      });
    add([machine()]);
    await onStack(STACK, [
      idleChannel,
      manyChannels,
      fourASecond,
      (stack) => flood(stack, { rampMs: 0 }),
    ]);
    await onStack(RAMPING, [(stack) => flood(stack, { rampMs: RAMP_MS })]);
    add(await simulated());
    return measures;
  },
};
