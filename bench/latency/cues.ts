import { PutMetadataCommand } from '@aws-sdk/client-ivs';
import { type StackFixture, sleep } from '../metadata/stack-fixture.ts';
import type { Measure } from '../support/bench.ts';

/** The longest time that a message may take, ms. */
const LONGEST_MS = 30_000;
const POLL_MS = 20;

/** Queues one message for each channel with one call. */
export async function enqueue({ client }: StackFixture, channelArns: string[], text: string) {
  const messages = channelArns.map((channelArn) => ({ channelArn, payload: text }));
  const answer = await client.invoke<{ rejected: unknown[] }>('enqueueMetadata', { messages });
  if (answer.rejected.length > 0) throw new Error(JSON.stringify(answer.rejected));
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
    for (const arn of channelArns.filter((one) => !found.has(one))) {
      const cue = (await client.cues(arn)).find(({ metadata }) => metadata.includes(text));
      if (cue) found.set(arn, cue.at - calledAt);
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
