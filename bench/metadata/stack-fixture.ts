import { SQSClient } from '@aws-sdk/client-sqs';
import { createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { createDecoder } from '../../src/player/index.ts';
import { createPublisher, type Publisher } from '../../src/publisher/index.ts';
import type { Cue } from '../../src/simulator/types/cues.ts';
import { startChild } from '../support/child.ts';

interface Report {
  requests: { PutMetadata?: { ok: number; throttled: number; failed: number } };
  violations: unknown[];
}

/** A running stack with a publisher. */
export interface StackFixture {
  client: DemoClient;
  publisher: Publisher;
  /** Creates live channels. */
  channels(count: number): Promise<string[]>;
  /** The cues of a channel from `from` (ms since the epoch), for `ms`. */
  cues(channelArn: string, from: number, ms: number): Promise<Cue[]>;
  report(): Promise<Report>;
}

const QUEUE = 'ivs-autopilot-local-metadata.fifo';

/** Starts a stack in its own process, and stops it when `work` is complete. */
export async function withStack<T>(
  module: URL,
  compression: 'off' | 'deflate',
  work: (stack: StackFixture) => Promise<T>,
): Promise<T> {
  const child = await startChild<{ endpoint: string }>(module);
  const { endpoint } = child.ready;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new SQSClient({ endpoint, region: 'us-west-2', credentials });
  const publisher = createPublisher({ queue: QUEUE, client, compression });
  const world = new DemoClient(endpoint);
  try {
    return await work({
      client: world,
      publisher,
      async channels(count) {
        const arns: string[] = [];
        for (let index = 0; index < count; index += 1) {
          const { arn, streamKey } = await createChannel(world, `show-${index}`, {});
          await world.connect(streamKey);
          arns.push(arn);
        }
        return arns;
      },
      async cues(channelArn, from, ms) {
        const all = await world.cues(channelArn);
        return all.filter(({ at }) => at >= from && at < from + ms);
      },
      async report() {
        return (await (await fetch(`${endpoint}/_sim/report`)).json()) as Report;
      },
    });
  } finally {
    await publisher.close();
    client.destroy();
    world.close();
    await child.stop();
  }
}

/** The payloads that a player shows for these cues. */
export async function shown(cues: readonly Cue[]): Promise<unknown[]> {
  const { decode } = createDecoder();
  return (await Promise.all(cues.map(({ metadata }) => decode(metadata)))).flat();
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));
