import { PutMetadataCommand } from '@aws-sdk/client-ivs';
import type { Cue } from '../../src/simulator/types/cues.ts';
import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';

/** How long to wait for the last cues, ms. */
const LONGEST_MS = 30_000;
const POLL_MS = 500;

/** One text that was sent to some channels at the same moment. */
export interface Call {
  text: string;
  /** ms since the epoch */
  calledAt: number;
  channels: number;
}

/** Queues one message for each channel with one call. @throws if some were refused */
export async function enqueue(
  { client }: StackFixture,
  channelArns: readonly string[],
  text: string,
): Promise<Call> {
  const calledAt = Date.now();
  const messages = channelArns.map((channelArn) => ({ channelArn, payload: text }));
  const { rejected } = await client.invoke<{ rejected: { message: string }[] }>('enqueueMetadata', {
    messages,
  });
  if (rejected.length > 0) throw new Error(`${rejected.length} refused: ${rejected[0]?.message}`);
  return { text, calledAt, channels: channelArns.length };
}

/** Makes a PutMetadata request for each channel, all at once. */
export async function putDirectly(
  { client }: StackFixture,
  channelArns: readonly string[],
  text: string,
): Promise<Call> {
  const calledAt = Date.now();
  await Promise.all(
    channelArns.map((channelArn) =>
      client.ivs.send(new PutMetadataCommand({ channelArn, metadata: text })),
    ),
  );
  return { text, calledAt, channels: channelArns.length };
}

/**
 * Waits until each channel has a cue with each text. It asks after all calls, so that asking takes no time from them.
 *
 * @returns for each call, how long it took until each channel had its cue, ms, sorted
 */
export async function latenciesOf(
  stack: StackFixture,
  calls: readonly Call[],
  longestMs = LONGEST_MS,
): Promise<number[][]> {
  const expected = calls.reduce((sum, { channels }) => sum + channels, 0);
  const end = Date.now() + longestMs;
  for (;;) {
    const found = await foundLatencies(stack, calls);
    const missing = expected - found.flat().length;
    if (missing === 0) return found;
    if (Date.now() > end) throw new Error(`${missing} of ${expected} cues are missing`);
    await sleep(POLL_MS);
  }
}

async function foundLatencies(
  { client }: StackFixture,
  calls: readonly Call[],
): Promise<number[][]> {
  const since = Math.min(...calls.map(({ calledAt }) => calledAt));
  const response = await client.sim('GET', `/_sim/cues?after=${since - 1}`);
  const cues = (await response.json()) as Cue[];
  return calls.map(({ text, calledAt }) => {
    const own = cues.filter(({ metadata }) => metadata.includes(text));
    const first = new Map(own.toReversed().map(({ channelArn, at }) => [channelArn, at]));
    return [...first.values()].map((at) => at - calledAt).sort((one, other) => one - other);
  });
}
