import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createChannel } from '../../src/local/demo/channels.ts';
import { DemoClient } from '../../src/local/demo/client.ts';
import { type Stack, startStack } from '../../src/local/stack.ts';
import { createDecoder } from '../../src/player/index.ts';
import { createPublisher } from '../../src/publisher/index.ts';
import { clientConfig } from '../local/support.ts';

// The ways into the queue, on the one-machine stack, and what a player shows.

const QUEUE = 'ivs-autopilot-local-metadata.fifo';
const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

const log: string[] = [];
let stack: Stack;
let world: DemoClient;
let channelArn: string;
beforeAll(async () => {
  stack = await startStack({
    ...{ port: 0, schedules: 'off', warm: false, simulator: { delays: { streamStartMs: 0 } } },
    log: (_, line) => void log.push(line),
  });
  world = new DemoClient(stack.endpoint);
});
afterAll(async () => {
  world?.close();
  await stack?.close();
});
beforeEach(async () => {
  await stack.reset();
  log.length = 0;
  const channel = await createChannel(world, 'show', {});
  await world.connect(channel.streamKey);
  channelArn = channel.arn;
});

/** What a player shows after all cues so far. */
async function shown(): Promise<unknown[]> {
  const { decode } = createDecoder();
  const cues = await world.cues(channelArn);
  return (await Promise.all(cues.map(({ metadata }) => decode(metadata)))).flat();
}

async function expectShown(payloads: unknown[]): Promise<void> {
  await expect.poll(shown, { timeout: 30_000, interval: 200 }).toEqual(payloads);
  expect((await world.report()).violations).toEqual([]);
}

test('200 messages, each sent by its own invoke, all arrive once and in order', async () => {
  for (const n of range(200)) {
    const messages = [{ channelArn, payload: { n } }];
    const answer = await world.invoke('enqueueMetadata', { messages });
    expect(answer).toMatchObject({ accepted: [{ index: 0 }], rejected: [] });
  }
  await expectShown(range(200).map((n) => ({ n })));
}, 60_000);

test('1,000 messages of a publisher arrive, and the newest of those with a key', async () => {
  const sqs = new SQSClient(clientConfig(stack.endpoint));
  const publisher = createPublisher({ queue: QUEUE, lingerMs: 20, client: sqs });
  const all = range(1_000).map((n) =>
    publisher.publish({ channelArn, payload: { n }, ...(n % 100 === 50 && { key: 'score' }) }),
  );
  await publisher.close();
  const answers = await Promise.all(all);
  sqs.destroy();
  const superseded = range(1_000).filter((n) => {
    const answer = answers[n];
    expect(answer).toMatchObject({ accepted: true });
    return answer?.accepted && answer.supersededBy !== undefined;
  });
  expect(superseded.length).toBeGreaterThan(0);
  // The sender supersedes more of them within its batches.
  const expected = range(1_000).filter((n) => n % 100 !== 50 || n === 950);
  await expect
    .poll(async () => (await shown()).at(-1), { timeout: 40_000, interval: 200 })
    .toEqual({ n: 999 });
  const seen = (await shown()).map((payload) => (payload as { n: number }).n);
  expect(seen.filter((n) => n % 100 !== 50 || n === 950)).toEqual(expected);
  expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  expect(seen.some((n) => superseded.includes(n))).toBe(false);
  expect((await world.report()).violations).toEqual([]);
}, 60_000);

test('a publisher with a table reserves the shared backlog there', async () => {
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL: stack.endpoint,
    ...{ AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
  })) {
    vi.stubEnv(name, value);
  }
  const publisher = createPublisher({ queue: QUEUE, table: 'ivs-autopilot-local' });
  const all = range(20).map((n) => publisher.publish({ channelArn, payload: { n } }));
  await publisher.close();
  vi.unstubAllEnvs();
  expect((await Promise.all(all)).every(({ accepted }) => accepted)).toBe(true);
  expect(await world.tableText()).toContain('drainAt');
  await expectShown(range(20).map((n) => ({ n })));
});

test('correct messages of a bus event are queued, and wrong ones are logged', async () => {
  const events = new EventBridgeClient(clientConfig(stack.endpoint));
  const detail = {
    messages: [
      { channelArn, payload: { n: 0 } },
      { channelArn, payload: { secret: 'a payload' }, ttlSeconds: 'soon' },
      { channelArn, payload: { n: 1 } },
    ],
  };
  const entry = { EventBusName: 'ivs-autopilot-local', Source: 'quiz.studio' };
  const { FailedEntryCount } = await events.send(
    new PutEventsCommand({
      Entries: [
        { ...entry, DetailType: 'IVS Metadata', Detail: JSON.stringify(detail) },
        { ...entry, DetailType: 'IVS Metadata', Detail: '{"message":"no list"}' },
        { ...entry, DetailType: 'Other', Detail: JSON.stringify(detail) },
      ],
    }),
  );
  events.destroy();
  expect(FailedEntryCount).toBe(0);
  await expectShown([{ n: 0 }, { n: 1 }]);
  // The two events are handled by two instances, in either order.
  await vi.waitFor(() => {
    const lines = log.filter((line) => /rejected|cannot be read/.test(line)).join('\n');
    expect(lines).toContain('"index":1,"field":"ttlSeconds"');
    expect(lines).toContain('metadata request cannot be read');
  }, 20_000);
  expect(log.join('\n')).not.toContain('a payload');
});
