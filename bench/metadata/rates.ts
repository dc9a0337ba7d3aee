import { createChannel } from '../../src/local/demo/channels.ts';
import { seededRandom } from '../../src/simulator/random.ts';
import type { Measure } from '../support/bench.ts';
import { type Studio, shown, sleep } from './studio.ts';

// How much of what IVS allows goes through, on the real clock, each on channels that always have more
// behind. A window begins some seconds after the first message was published.

/** IVS's quotas: PutMetadata requests per second for a channel and for an account, bytes of one. */
const CHANNEL = 5;
const ACCOUNT = 155;
const REQUEST_BYTES = 1_000;

const LEAD_MS = 3_000;
/** Messages for a channel that is not live are tried again so often (src/metadata/send/return-wait.ts). */
const HELD_MS = 5_000;
/** A first batch may hold 80 requests, of ten channels. */
const SPREAD_MS = 25_000;
const SATURATED_MS = 60_000;
const RATE_MS = 15_000;

/** A JSON text of so many bytes. */
const payload = (bytes: number): string => 'x'.repeat(bytes - 2);

/** Publishes without waiting for each answer. @throws if one was refused */
async function publish(
  { publisher }: Studio,
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

/** One channel, 100-byte messages of a publisher. */
export async function saturated(studio: Studio): Promise<Measure[]> {
  const [channelArn = ''] = await studio.channels(1);
  const from = Date.now() + LEAD_MS;
  const seconds = (LEAD_MS + SATURATED_MS + 5_000) / 1_000;
  const count = Math.ceil(seconds * CHANNEL * 9);
  await publish(
    studio,
    Array.from({ length: count }, () => ({ channelArn, payload: payload(100) })),
  );
  await sleep(from + SATURATED_MS - Date.now());
  const cues = await studio.cues(channelArn, from, SATURATED_MS);
  const { requests, violations } = await studio.report();
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
 * One channel, 50-byte messages, each by its own invoke of `enqueueMetadata`; 4 producers. They begin
 * before the encoder connects, so that there is always more behind, however slow this machine is.
 */
export async function unbatched(studio: Studio): Promise<Measure[]> {
  const { arn: channelArn, streamKey } = await createChannel(studio.world, 'show', {});
  let left = Math.ceil(((HELD_MS + LEAD_MS + RATE_MS) / 1_000) * CHANNEL * 10 * 1.1);
  const producer = async () => {
    for (; left > 0; left -= 1) {
      const messages = [{ channelArn, payload: payload(50) }];
      await studio.world.invoke('enqueueMetadata', { messages });
    }
  };
  await Promise.all(Array.from({ length: 4 }, producer));
  await studio.world.connect(streamKey);
  await sleep(HELD_MS + LEAD_MS);
  return [ratio('unbatched.messages', await messageRate(studio, channelArn), PER_REQUEST, 8.5)];
}

/** One channel, repetitive JSON of 60 bytes of a publisher, compression on. */
export async function compressed(studio: Studio): Promise<Measure[]> {
  const [channelArn = ''] = await studio.channels(1);
  const count = Math.ceil(((LEAD_MS + RATE_MS) / 1_000) * CHANNEL * 80);
  const messages = Array.from({ length: count }, () => ({ channelArn, payload: score() }));
  const sizes = messages.map((message) => JSON.stringify(message.payload).length);
  await publish(studio, messages);
  return [
    ratio('compressed.messages', await messageRate(studio, channelArn), PER_REQUEST, 40),
    { name: 'metadata.compressed.payload', value: mean(sizes), unit: 'bytes on average' },
  ];
}

/** What a score board sends: the same members each time, with numbers that jump. */
const score = () => ({
  type: 'score-tick',
  player: jump(30),
  points: 1 + jump(3),
  clock: `${10 + jump(50)}:${10 + jump(50)}`,
});
const random = seededRandom(1, 'scores');
const jump = (most: number): number => Math.floor(random() * most);

/**
 * 31 channels, messages of 900 bytes, so that each is one request. They all begin at once, so the first
 * batches of the queue hold several channels; then each busy channel has an instance to itself.
 */
export async function account(studio: Studio): Promise<Measure[]> {
  const arns = await studio.channels(31);
  const from = Date.now() + SPREAD_MS;
  const each = Math.ceil(((SPREAD_MS + RATE_MS) / 1_000) * CHANNEL * 1.1);
  await publish(
    studio,
    Array.from({ length: each }, () => arns).flatMap((all) =>
      all.map((channelArn) => ({ channelArn, payload: payload(900) })),
    ),
  );
  await sleep(from + RATE_MS - Date.now());
  const cues = await Promise.all(arns.map((arn) => studio.cues(arn, from, RATE_MS)));
  const { requests, violations } = await studio.report();
  const rate = cues.flat().length / (RATE_MS / 1_000);
  return [
    ratio('account.requests', rate / ACCOUNT, 'of 155 a second, 31 channels, real clock', 0.85),
    none('account.throttled', requests.PutMetadata?.throttled ?? 0),
    none('account.violations', violations.length),
  ];
}

const PER_REQUEST = 'of one message per request, 5 a second';

async function messageRate(studio: Studio, channelArn: string): Promise<number> {
  const from = Date.now();
  await sleep(RATE_MS);
  const messages = await shown(await studio.cues(channelArn, from, RATE_MS));
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
