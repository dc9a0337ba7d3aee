import { PutMetadataCommand } from '@aws-sdk/client-ivs';
import type { Cue } from '../../src/simulator/types.ts';
import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';

/** The longest time that a message may take, ms. */
const LONGEST_MS = 30_000;
/** Seldom, so that asking takes no time from the functions. */
const POLL_MS = 500;

/** Queues one message for each channel with one call. @throws if some were refused */
export async function enqueue({ client }: StackFixture, channelArns: string[], text: string) {
  const messages = channelArns.map((channelArn) => ({ channelArn, payload: text }));
  const { rejected } = await client.invoke<{ rejected: { message: string }[] }>('enqueueMetadata', {
    messages,
  });
  if (rejected.length > 0) throw new Error(`${rejected.length} refused: ${rejected[0]?.message}`);
}

const WARM_UP_STEP = 20;
const WARM_UP_MS = 3_000;
/** The wait after all instances have started, ms. */
const CALM_MS = 8_000;

/**
 * Starts the instances: a few more in each round, because a small machine needs a second of processor time for each of
 * them.
 */
export async function warmUp(stack: StackFixture, channelArns: readonly string[]): Promise<void> {
  for (let count = WARM_UP_STEP; count <= channelArns.length; count += WARM_UP_STEP) {
    await stack.client.invoke('enqueueMetadata', {
      messages: channelArns.slice(0, count).map((channelArn) => ({ channelArn, payload: 'first' })),
    });
    await sleep(WARM_UP_MS);
  }
  await sleep(CALM_MS);
}

/** Makes a PutMetadata request for each channel, all at once. */
export async function putDirectly({ client }: StackFixture, channelArns: string[], text: string) {
  await Promise.all(
    channelArns.map((channelArn) =>
      client.ivs.send(new PutMetadataCommand({ channelArn, metadata: text })),
    ),
  );
}

/**
 * Waits until each channel has a cue with this text.
 *
 * @returns for each channel, how long that took, ms, sorted
 */
export async function latenciesOf(
  { client }: StackFixture,
  channelArns: string[],
  text: string,
  calledAt: number,
): Promise<number[]> {
  const end = Date.now() + LONGEST_MS;
  const found = new Map<string, number>();
  while (found.size < channelArns.length) {
    if (Date.now() > end) throw new Error(`${channelArns.length - found.size} cues are missing`);
    await sleep(POLL_MS);
    const response = await client.sim('GET', `/_sim/cues?after=${calledAt - 1}`);
    for (const { channelArn, metadata, at } of (await response.json()) as Cue[]) {
      if (metadata.includes(text) && !found.has(channelArn)) found.set(channelArn, at - calledAt);
    }
  }
  return [...found.values()].sort((one, other) => one - other);
}

export const measure = (name: string, value: number, unit: string, atMost?: number): Measure => ({
  ...{ name: `latency.${name}`, value, unit },
  ...(atMost !== undefined && { target: { atMost } }),
});

export const noViolations = async (name: string, { report }: StackFixture): Promise<Measure> =>
  measure(`${name}.violations`, (await report()).violations.length, 'requests over a quota', 0);
