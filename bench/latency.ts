import { flood } from './latency/flood.ts';
import { manyChannels } from './latency/many-channels.ts';
import { oneChannel } from './latency/one-channel.ts';
import { simulated } from './latency/simulated.ts';
import { withStack } from './metadata/stack-fixture.ts';
import type { Bench } from './support/bench.ts';

const STACK = new URL('./servers/stack.ts', import.meta.url);
const RAMPING = new URL('./servers/ramping-stack.ts', import.meta.url);

/**
 * How long metadata takes from the call of `enqueueMetadata` to the cue at the player, next to a PutMetadata request of
 * the same client. It runs the real functions on the one-machine stack with the real clock, and the sender in simulated
 * time.
 */
export const latency: Bench = {
  about: 'timed metadata from the call to the cue, next to PutMetadata without a queue (3 minutes)',
  async run() {
    return [
      ...(await simulated()),
      ...(await withStack(STACK, 'off', oneChannel)),
      ...(await withStack(STACK, 'off', manyChannels)),
      ...(await withStack(STACK, 'off', (stack) => flood(stack, { rampMs: 0 }))),
      ...(await withStack(RAMPING, 'off', (stack) => flood(stack, { rampMs: RAMP_MS }))),
    ];
  },
};

/** From 5 to 31 pollers, at 300 a minute. */
const RAMP_MS = ((31 - 5) / 300) * 60_000;
