import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import { latenciesOf } from './cues.ts';

/** As many as there are instances of sendMetadata. */
const CHANNELS = 31;
/** Requests for each channel, so that the channels are busy until each has an instance of its own, also on a slow machine. */
const EACH = 60;
const BYTES = 900;
/** On a busy machine, instances start slowly, ms. */
const LONGEST_MS = 90_000;
/** After this, all instances have given their permits back, and there are as many pollers as at first, ms. */
const CALM_MS = 6_000;

/**
 * Starts all instances. A small machine needs half a second of processor time for each of them, all in one place. On AWS,
 * they start side by side.
 */
export async function warmUp(stack: StackFixture): Promise<void> {
  const arns = await stack.channels(CHANNELS);
  const text = 'warm up '.padEnd(BYTES, '.');
  const calledAt = Date.now();
  for (let index = 0; index < EACH; index += 1) {
    for (const channelArn of arns) {
      await stack.publisher.ready();
      void stack.publisher.publish({ channelArn, payload: index < EACH - 1 ? text : 'last' });
    }
  }
  await latenciesOf(stack, [{ text: 'last', calledAt, channels: CHANNELS }], LONGEST_MS);
  await sleep(CALM_MS);
}
