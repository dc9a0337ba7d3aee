import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';
import { measure, noViolations, warmUp } from './cues.ts';

const CHANNELS = 31;
/** PutMetadata requests of an account in a second. */
const ACCOUNT = 155;
const SHARE = 0.9;
const WATCHED_MS = 15_000;
const WINDOW_MS = 1_000;
const BYTES = 900;
const WARM_UPS = 2;

/**
 * 31 channels become busy at the same moment. Each message is one request.
 *
 * @param options.rampMs how long Lambda takes to have a poller for each channel
 */
export async function flood(
  stack: StackFixture,
  { rampMs }: { rampMs: number },
): Promise<Measure[]> {
  const arns = await stack.channels(CHANNELS);
  // A batch for each channel, so that each instance has started.
  for (let round = 0; round < WARM_UPS; round += 1) await warmUp(stack, arns);
  const each = Math.ceil((WATCHED_MS / 1_000) * 5 * 1.2);
  const start = Date.now();
  const published: Promise<unknown>[] = [];
  for (let index = 0; index < each; index += 1) {
    for (const channelArn of arns) {
      await stack.publisher.ready();
      published.push(stack.publisher.publish({ channelArn, payload: 'x'.repeat(BYTES) }));
    }
  }
  await Promise.all(published);
  await sleep(start + WATCHED_MS - Date.now());
  const cues = (await Promise.all(arns.map((arn) => stack.cues(arn, start, WATCHED_MS)))).flat();
  const times = cues.map(({ at }) => at - start).sort((one, other) => one - other);
  const name = rampMs > 0 ? 'flood.ramp' : 'flood';
  const unit = `ms until 0.9 of 155 a second, 31 channels${rampMs > 0 ? ', five pollers at first' : ''}`;
  const first = times.map((at) => ({ at, count: countIn(times, at) }));
  const reachedAt = first.find(({ count }) => count >= SHARE * ACCOUNT)?.at;
  return [
    measure(name, reachedAt ?? Number.POSITIVE_INFINITY, unit, 3_000 + rampMs),
    measure(
      `${name}.best`,
      Math.max(...first.map(({ count }) => count)) / ACCOUNT,
      'of 155 a second, the best second',
    ),
    await noViolations(name, stack),
  ];
}

/** How many of the times are in the second that begins at `at`. */
const countIn = (times: readonly number[], at: number): number =>
  times.filter((time) => time >= at && time < at + WINDOW_MS).length;
