import { createChannel } from '../../src/local/demo/channels.ts';
import { seededRandom } from '../../src/simulator/random.ts';
import type { Measure } from '../support/bench.ts';
import { type StackFixture, shown, sleep } from './stack-fixture.ts';

// How much of the rate that IVS allows is used, on the real clock, on channels that always have more
// messages queued. Measuring starts some seconds after the first message was published.

/** Quotas of IVS: PutMetadata requests per second for a channel and for an account, and bytes of a request. */
const CHANNEL = 5;
const ACCOUNT = 155;
const REQUEST_BYTES = 1_000;

const LEAD_MS = 3_000;
/** Messages for a channel that is not live are tried again after this time (src/metadata/send/return-wait.ts). */
const HELD_MS = 5_000;
/** The first batch can hold 80 requests, of ten channels. */
const SPREAD_MS = 25_000;
const SATURATED_MS = 60_000;
const RATE_MS = 15_000;

/** @param bytes size of its JSON text */
const payload = (bytes: number): string => 'x'.repeat(bytes - 2);

/** Publishes messages without waiting for each answer. @throws if a message was refused */
async function publish(
  { publisher }: StackFixture,
  messages: readonly { channelArn: string; payload: unknown }[],
): Promise<void> {
  const published: Promise<unknown>[] = [];
  for (const message of messages) {
    await publisher.ready();
    published.push(
      publisher.publish(message).then((answer) => {
        if (!answer.accepted) throw new Error(answer.message);
      }),
    );
  }
  await Promise.all(published);
}

/** One channel; a publisher sends messages of 100 bytes. */
export async function saturated(stack: StackFixture): Promise<Measure[]> {
  const [channelArn = ''] = await stack.channels(1);
  const from = Date.now() + LEAD_MS;
  const seconds = (LEAD_MS + SATURATED_MS + 5_000) / 1_000;
  const count = Math.ceil(seconds * CHANNEL * 9);
  await publish(
    stack,
    Array.from({ length: count }, () => ({ channelArn, payload: payload(100) })),
  );
  await sleep(from + SATURATED_MS - Date.now());
  const cues = await stack.cues(channelArn, from, SATURATED_MS);
  const { requests, violations } = await stack.report();
  const bytes = (await shown(cues)).reduce<number>(
    (sum, text) => sum + Buffer.byteLength(JSON.stringify(text)),
    0,
  );
  const rate = cues.length / (SATURATED_MS / 1_000);
  return [
    ratio('saturated.requests', rate / CHANNEL, 'of 5 a second, over 60 s', 0.92),
    ratio('saturated.payload', bytes / (REQUEST_BYTES * cues.length), 'of 1,000 bytes', 0.88),
    none('saturated.throttled', requests.PutMetadata?.throttled ?? 0),
    none('saturated.violations', violations.length),
  ];
}

/**
 * One channel; 4 producers send messages of 50 bytes, each with its own invoke of `enqueueMetadata`. They
 * start before the encoder connects, so that there is always more queued, even on a slow machine.
 */
export async function unbatched(stack: StackFixture): Promise<Measure[]> {
  const { arn: channelArn, streamKey } = await createChannel(stack.client, 'show', {});
  let left = Math.ceil(((HELD_MS + LEAD_MS + RATE_MS) / 1_000) * CHANNEL * 10 * 1.1);
  const producer = async () => {
    for (; left > 0; left -= 1) {
      const messages = [{ channelArn, payload: payload(50) }];
      await stack.client.invoke('enqueueMetadata', { messages });
    }
  };
  await Promise.all(Array.from({ length: 4 }, producer));
  await stack.client.connect(streamKey);
  await sleep(HELD_MS + LEAD_MS);
  return [ratio('unbatched.messages', await messageRate(stack, channelArn), PER_REQUEST, 8.5)];
}

/** One channel; a publisher sends repetitive JSON of 60 bytes, with compression. */
export async function compressed(stack: StackFixture): Promise<Measure[]> {
  const [channelArn = ''] = await stack.channels(1);
  const count = Math.ceil(((LEAD_MS + RATE_MS) / 1_000) * CHANNEL * 80);
  const messages = Array.from({ length: count }, () => ({ channelArn, payload: score() }));
  const sizes = messages.map((message) => JSON.stringify(message.payload).length);
  await publish(stack, messages);
  return [
    ratio('compressed.messages', await messageRate(stack, channelArn), PER_REQUEST, 40),
    { name: 'metadata.compressed.payload', value: mean(sizes), unit: 'bytes on average' },
  ];
}

/** The payload of a score board: always the same members, with numbers that change much. */
const score = () => ({
  type: 'score-tick',
  player: jump(30),
  points: 1 + jump(3),
  clock: `${10 + jump(50)}:${10 + jump(50)}`,
});
const random = seededRandom(1, 'scores');
const jump = (most: number): number => Math.floor(random() * most);

/**
 * 31 channels with messages of 900 bytes, so that each message is one request. All channels start at the
 * same time, so the first batches hold several channels. Later each channel has its own instance.
 */
export async function account(stack: StackFixture): Promise<Measure[]> {
  const arns = await stack.channels(31);
  const from = Date.now() + SPREAD_MS;
  const each = Math.ceil(((SPREAD_MS + RATE_MS) / 1_000) * CHANNEL * 1.1);
  await publish(
    stack,
    Array.from({ length: each }, () => arns).flatMap((all) =>
      all.map((channelArn) => ({ channelArn, payload: payload(900) })),
    ),
  );
  await sleep(from + RATE_MS - Date.now());
  const cues = await Promise.all(arns.map((arn) => stack.cues(arn, from, RATE_MS)));
  const { requests, violations } = await stack.report();
  const rate = cues.flat().length / (RATE_MS / 1_000);
  return [
    ratio('account.requests', rate / ACCOUNT, 'of 155 a second, 31 channels, real clock', 0.85),
    none('account.throttled', requests.PutMetadata?.throttled ?? 0),
    none('account.violations', violations.length),
  ];
}

const PER_REQUEST = 'of one message per request, 5 a second';

async function messageRate(stack: StackFixture, channelArn: string): Promise<number> {
  const from = Date.now();
  await sleep(RATE_MS);
  const messages = await shown(await stack.cues(channelArn, from, RATE_MS));
  return messages.length / (RATE_MS / 1_000) / CHANNEL;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const ratio = (name: string, value: number, unit: string, atLeast: number): Measure => ({
  ...{ name: `metadata.${name}`, value, unit, target: { atLeast } },
});

const none = (name: string, value: number): Measure => ({
  ...{ name: `metadata.${name}`, value, unit: '', target: { atMost: 0 } },
});
