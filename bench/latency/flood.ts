import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';
import { median } from '../support/statistics.ts';
import { latenciesOf } from './cues.ts';
import { ACCOUNT, measure } from './measures.ts';

const CHANNELS = 31;
const SHARE = 0.9;
const WATCHED_MS = 8_000;
const SECOND_MS = 1_000;
const BYTES = 900;
/** Messages for each channel at the first moment, and in each second after that: more than can be sent. */
const FIRST = 12;
const EACH = 6;
const ROUNDS = 3;
/** On a busy machine, the messages that were too many for the watched time take long, ms. */
const LONGEST_MS = 60_000;
/** After this, no instance holds permits, and there are as many pollers as at first, ms. */
const CALM_MS = 6_000;
/** From 5 to 31 pollers, at 300 a minute. */
export const RAMP_MS = ((CHANNELS - 5) / 300) * 60_000;

interface Flood {
  /** When the rate was reached, ms after the start; Infinity if it was not. */
  reachedAt: number;
  /** Requests in the best second. */
  best: number;
}

/**
 * 31 channels become busy at the same moment. Each message is one request.
 *
 * @param options.rampMs how long Lambda takes to have a poller for each channel
 */
export async function flood(
  stack: StackFixture,
  { rampMs }: { rampMs: number },
): Promise<Measure[]> {
  const found: Flood[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    await sleep(CALM_MS);
    found.push(await floodOnce(stack, WATCHED_MS + rampMs));
  }
  // The first one compiles code.
  const counted = found.slice(1);
  const name = rampMs > 0 ? 'flood.ramp' : 'flood';
  const unit = `ms until 0.9 of 155 a second, 31 channels${rampMs > 0 ? ', five pollers at first' : ''}`;
  const reachedAt = median(counted.map((one) => one.reachedAt));
  const best = median(counted.map((one) => one.best));
  return [
    measure(name, reachedAt, unit, 3_000 + rampMs),
    measure(`${name}.best`, best / ACCOUNT, 'of 155 a second, the best second'),
  ];
}

async function floodOnce(stack: StackFixture, watchedMs: number): Promise<Flood> {
  const arns = await stack.channels(CHANNELS);
  const start = Date.now();
  await publish(stack, arns, FIRST);
  for (let second = 1; second * SECOND_MS < watchedMs; second += 1) {
    await sleep(start + second * SECOND_MS - Date.now());
    await publish(stack, arns, EACH);
  }
  await sleep(start + watchedMs - Date.now());
  const cues = (await Promise.all(arns.map((arn) => stack.cues(arn, start, watchedMs)))).flat();
  await drain(stack, arns);
  const times = cues.map(({ at }) => at - start).sort((one, other) => one - other);
  const seconds = times.map((at) => ({ at, count: countIn(times, at) }));
  return {
    reachedAt:
      seconds.find(({ count }) => count >= SHARE * ACCOUNT)?.at ?? Number.POSITIVE_INFINITY,
    best: Math.max(0, ...seconds.map(({ count }) => count)),
  };
}

/** Waits until all messages are sent. Those of another flood would take the rate of the account from the next one. */
async function drain(stack: StackFixture, arns: readonly string[]): Promise<void> {
  const last = { text: `last of ${arns[0]}`, calledAt: Date.now(), channels: arns.length };
  await publish(stack, arns, 1, last.text);
  await latenciesOf(stack, [last], LONGEST_MS);
}

/** Queues some messages for each channel. @throws if one is refused */
async function publish(
  { publisher }: StackFixture,
  arns: readonly string[],
  each: number,
  payload = 'x'.repeat(BYTES),
): Promise<void> {
  const published: ReturnType<typeof publisher.publish>[] = [];
  for (let index = 0; index < each; index += 1) {
    for (const channelArn of arns) {
      await publisher.ready();
      published.push(publisher.publish({ channelArn, payload }));
    }
  }
  for (const answer of await Promise.all(published)) {
    if (!answer.accepted) throw new Error(answer.message);
  }
}

/** How many of the times are in the second that begins at `at`. */
const countIn = (times: readonly number[], at: number): number =>
  times.filter((time) => time >= at && time < at + SECOND_MS).length;
