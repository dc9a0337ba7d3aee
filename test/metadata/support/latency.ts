import { channelArn, NO_FAULTS, startSenders } from './senders.ts';

// The real sender in simulated time, with 31 instances that poll all the time. So these numbers do not depend on the
// machine. npm run bench -- latency measures the whole stack on the real clock.

const WORLD = { ...NO_FAULTS, instances: 31, latencyMs: 10, pollMs: 10 };
interface Backlog {
  /** Calls for each channel. */
  calls: number;
  /** Messages for a channel in a call. Each is a request, and they are one SQS message. */
  each: number;
}

/** Enough for 16 seconds. */
const LONG: Backlog = { calls: 10, each: 8 };
/** Enough for 2.5 seconds. */
export const SHORT: Backlog = { calls: 4, each: 3 };
/** PutMetadata requests of an account in a second. */
export const ACCOUNT = 155;
const named = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => channelArn(`${name}${n}`));

/** One message for each of some quiet channels, with one call. @returns how long each takes, ms, sorted */
export async function latencies(
  count: number,
  { ms = 3_000, ...faults }: Partial<typeof WORLD> & { ms?: number } = {},
): Promise<number[]> {
  const senders = startSenders({ ...WORLD, ...faults });
  senders.start();
  const arns = named('quiet', count);
  const calledAt = senders.clock.now();
  const messages = arns.map((arn) => ({ channelArn: arn, payload: 'question 3' }));
  void senders.enqueue(messages);
  await senders.clock.run(calledAt + ms);
  return senders.ivs.cues.map(({ at }) => at - calledAt).sort((a, b) => a - b);
}

/** Channels that all have more messages than they can send, from the same moment on. @returns when requests arrive, ms */
export async function flood(
  channels: number,
  ms: number,
  { calls, each }: Backlog = LONG,
): Promise<number[]> {
  const senders = startSenders(WORLD);
  senders.start();
  const start = senders.clock.now();
  const arns = named('busy', channels);
  // Each call has some messages for each channel, so that the first batches hold ten channels, with several requests each.
  for (let call = 0; call < calls; call += 1) {
    const messages = arns.flatMap((arn) =>
      Array.from({ length: each }, () => ({ channelArn: arn, payload: 'x'.repeat(900) })),
    );
    void senders.enqueue(messages);
  }
  await senders.clock.run(start + ms);
  return senders.ivs.arrivals.map(({ at }) => at - start);
}

/** How many of the times are in the second that begins at `at`. */
export const rateAt = (times: readonly number[], at: number): number =>
  times.filter((time) => time >= at && time < at + 1_000).length;
