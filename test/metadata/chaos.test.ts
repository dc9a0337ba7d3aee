import { describe, expect, test } from 'vitest';
import { parseQueueBody } from '../../src/metadata/format/queue-body.ts';
import { SENT_PK } from '../../src/platform/table.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { seededRandom } from '../support/random.ts';
import { channelArn, NO_FAULTS, type SenderFaults, startSenders } from './support/senders.ts';

type Senders = ReturnType<typeof startSenders>;

interface SentMessage {
  seq: number;
  channelArn: string;
  key?: string;
  expiresAt: number;
}

interface Scenario extends SenderFaults {
  channels: number;
  calls: number;
  /** The longest time between two calls, ms. */
  pauseMs: number;
  /** The share of messages that need parts. */
  large: number;
}

/** `npm run chaos` makes more runs. */
const RUNS = chaosRuns(25);
/** One run in 25 has more channels than instances, and all channels send at their limit. */
const CROWD = 25;
const UNKNOWN = channelArn('c0');

/** Channels that go live and offline, a channel that IVS does not know, and random faults. */
function scenarioOf(seed: number): Scenario {
  const random = seededRandom(seed);
  const some = (share: number, most: number) => (random() < share ? random() * most : 0);
  const crowd = seed % CROWD === CROWD - 1;
  const always = random() < 0.3;
  const size = crowd
    ? { channels: 34, calls: 12, pauseMs: 500, instances: 30, pollMs: 1_000 }
    : { channels: 5, calls: 30, pauseMs: 4_000, instances: 2 + Math.floor(random() * 4) };
  const periods = Array.from({ length: size.channels }, () => 2_000 + random() ** 2 * 100_000);
  return {
    ...NO_FAULTS,
    seed,
    ...size,
    latencyMs: random() < 0.7 ? random() * 25 : random() * 400,
    throttle: some(0.5, 0.2),
    fail: some(0.5, 0.1),
    cut: some(0.5, 0.1),
    hang: some(0.3, 0.1),
    crash: some(0.5, 0.01),
    lost: some(0.3, 0.1),
    skewMs: some(0.6, 1_000),
    table: { throttled: random() < 0.1 ? 1 : some(0.4, 0.9), lost: some(0.3, 0.3) },
    large: some(0.5, 0.2),
    offline: random() < 0.7 ? 'hold' : 'drop',
    compression: random() < 0.6 ? 'off' : 'deflate',
    unknown: new Set([UNKNOWN]),
    live: (arn, now) => {
      const channel = Number(arn.split('/c')[1]);
      const period = periods[channel] ?? 1;
      return always || channel < 3 || channel > 4 || Math.floor(now / period) % 2 === 0;
    },
  };
}

/** Calls enqueueMetadata at random times, with messages of random number and size, some with a key or TTL. */
async function produce(
  senders: Senders,
  scenario: Scenario,
  sent: Map<string, SentMessage>,
): Promise<void> {
  const { random, clock } = senders;
  const crowd = scenario.channels > 5;
  for (let call = 0; call < scenario.calls; call += 1) {
    await clock.sleep(random() * scenario.pauseMs);
    const count = random() < 0.5 && !crowd ? 1 : 1 + Math.floor(random() * (crowd ? 500 : 60));
    const messages = Array.from({ length: count }, (_, index) => ({
      channelArn: channelArn(`c${Math.floor(random() * scenario.channels)}`),
      payload: { seq: sent.size + index, pad: padding(scenario, random) },
      ...(random() < 0.2 && { key: `k${Math.floor(random() * 3)}` }),
      ttlSeconds: random() < 0.2 ? 1 + random() * 20 : 300,
    }));
    const now = clock.now();
    const { accepted } = await senders.enqueue(messages, `call ${call}`);
    // A caller that is not sure of the result repeats the call.
    if (random() < 0.1) await senders.enqueue(messages, `call ${call}`);
    for (const { index, id } of accepted) {
      const { payload, key, ttlSeconds, channelArn: arn } = messages[index] as (typeof messages)[0];
      const expiresAt = now + Math.ceil(ttlSeconds * 1_000);
      sent.set(id, { seq: payload.seq, channelArn: arn, expiresAt, ...(key && { key }) });
    }
  }
}

/** Tells of streams that start and end. Some events are lost or late. */
async function tellOfStreams(senders: Senders, { live, channels }: Scenario): Promise<void> {
  const { random, clock } = senders;
  const wasLive = new Map<string, boolean>();
  for (;;) {
    for (let channel = 0; channel < channels; channel += 1) {
      const arn = channelArn(`c${channel}`);
      const isLive = live?.(arn, clock.now()) !== false;
      const isNews = wasLive.get(arn) !== isLive;
      wasLive.set(arn, isLive);
      if (!isNews || random() < 0.2) continue;
      const late = random() < 0.2 ? random() * 60_000 : random() * 1_000;
      const kind = isLive ? 'lastStart' : 'lastEnd';
      void clock.sleep(late).then(() => senders.streamEvent(arn, kind));
    }
    await clock.sleep(500);
  }
}

/** Mostly short, sometimes so long that it needs several requests. It compresses well or hardly. */
function padding({ large }: Scenario, random: () => number): string {
  if (random() >= large) return 'é'.repeat(Math.floor(random() ** 3 * 400));
  const length = 700 + Math.floor(random() * 6_000);
  if (random() < 0.3) return 'quiz '.repeat(length / 5);
  return Array.from({ length }, () => String.fromCharCode(97 + random() * 26)).join('');
}

function tightest(times: readonly number[], count: number): number {
  return times.reduce((least, at, i) => Math.min(least, at - (times[i - count] ?? -1e15)), 1e15);
}

const seqOf = (payload: unknown): number => (payload as { seq: number }).seq;
const sorted = (seqs: readonly number[]): number[] => [...new Set(seqs)].sort((a, b) => a - b);

function expectWithinQuotas({ ivs: { arrivals } }: Senders): void {
  for (const arn of new Set(arrivals.map(({ channelArn: of }) => of))) {
    const times = arrivals.filter(({ channelArn: of }) => of === arn).map(({ at }) => at);
    expect(tightest(times, 5), arn).toBeGreaterThanOrEqual(1_000);
  }
  const account = arrivals.map(({ at }) => at);
  expect(tightest(account, 155)).toBeGreaterThanOrEqual(1_000);
}

/** @returns the numbers of the messages that players showed */
function expectOnceAndInOrder({ ivs: { received, late }, returned }: Senders): Set<number> {
  const delivered = new Set<number>();
  for (const [arn, payloads] of received) {
    const seqs = payloads.map(seqOf);
    expect(seqs, arn).toEqual(sorted(seqs));
    for (const seq of seqs) delivered.add(seq);
    expect(arn).not.toBe(UNKNOWN);
  }
  for (const [arn, viewer] of late) {
    const seqs = viewer.received.map(seqOf);
    const missed = new Set((received.get(arn) ?? []).slice(0, viewer.before).map(seqOf));
    const newOnes = seqs.filter((seq) => !missed.has(seq));
    // A viewer who joined later cannot recognize what was sent before: when a sender starts again, or when a request
    // arrives that was given up and made again.
    if (returned === 0) expect(newOnes, arn).toEqual(sorted(newOnes));
    expect(new Set(seqs).size, arn).toBe(seqs.length);
    const since = (received.get(arn) ?? []).slice(viewer.before).map(seqOf);
    // At most one message was in parts of which the first came before the viewer joined.
    expect(since.filter((seq) => !seqs.includes(seq)).length, arn).toBeLessThanOrEqual(1);
  }
  return delivered;
}

function deadLetteredIds({ deadLetters, crashes }: Senders): Set<string> {
  const ids = deadLetters.messages.flatMap(({ body }) => {
    const queued = parseQueueBody(body);
    return 'malformed' in queued ? [] : queued.messages.map(({ id }) => id);
  });
  // A message is dead-lettered twice only if the sender crashed after the first time.
  if (crashes === 0) expect(new Set(ids).size).toBe(ids.length);
  return new Set(ids);
}

/** Every message that players did not show has another outcome, for a reason. */
function expectReasons(
  sent: ReadonlyMap<string, SentMessage>,
  delivered: ReadonlySet<number>,
  deadLettered: ReadonlySet<string>,
  { scenario, now }: { scenario: Scenario; now: number },
): void {
  const newest = new Map<string, number>();
  const slot = ({ channelArn: arn, key }: SentMessage) => `${arn} ${key}`;
  for (const message of sent.values()) newest.set(slot(message), message.seq);
  for (const [id, message] of sent) {
    const known = message.channelArn !== UNKNOWN;
    const superseded = message.key !== undefined && (newest.get(slot(message)) ?? 0) > message.seq;
    const reasons = [
      delivered.has(message.seq) && 'delivered',
      deadLettered.has(id) && 'dead-lettered',
      message.expiresAt <= now && 'expired',
      superseded && 'superseded',
      scenario.offline === 'drop' && 'dropped',
    ].filter(Boolean);
    expect(reasons, id).not.toEqual([]);
    if (!known) expect(delivered.has(message.seq)).toBe(false);
    if (deadLettered.has(id)) expect(known).toBe(false);
  }
}

/**
 * Every message is counted with exactly one outcome. A message that comes again, because another message of
 * its SQS message could not be sent or the sender crashed, is counted with its last outcome.
 */
function expectCounts(
  senders: Senders,
  sent: number,
  delivered: number,
  { scenario, deadLettered }: { scenario: Scenario; deadLettered: number },
): void {
  const expectCount = (end: string, most: number) => {
    if (senders.returned === 0) expect(count(end), end).toBe(most);
  };
  const count = (end: string) => senders.counts[`Metadata${end}`] ?? 0;
  const ends = ['Delivered', 'Expired', 'Superseded', 'Dropped', 'DeadLettered'].map(count);
  expect(ends.reduce((sum, end) => sum + end)).toBe(sent);
  expectCount('DeadLettered', deadLettered);
  const isInDoubt = scenario.cut > 0 || scenario.hang !== 0;
  // A request without an answer may have been delivered. Its channel may be offline when it is repeated.
  if (!isInDoubt) expectCount('Delivered', delivered);
  const bytes = senders.ivs.cues.map(({ metadata }) => Buffer.byteLength(metadata));
  const all = bytes.reduce((sum, one) => sum + one, 0);
  if (!isInDoubt) expectCount('Bytes', all);
  if (scenario.throttle === 0) expect(count('Throttled')).toBe(0);
  expectHistory(senders, count('Delivered'));
}

/** What operators see is what was counted, unless a sender crashed or a message came again. */
function expectHistory({ history, crashes, returned }: Senders, delivered: number): void {
  const sums = (items: readonly { [member: string]: unknown }[]) =>
    items.reduce((sum, item) => sum + Number(item.delivered), 0);
  const isPeriod = ({ pk }: { pk: string }) => pk === SENT_PK;
  const items = history.items() as { pk: string; delivered: number }[];
  if (crashes + returned > 0) return;
  expect(sums(items.filter(isPeriod))).toBe(delivered);
  expect(sums(items.filter((item) => !isPeriod(item)))).toBe(delivered);
}

describe('many senders with random faults deliver each message once, in order and within the quotas', () => {
  test.each(Array.from({ length: RUNS }, (_, seed) => seed))(
    'seed %i',
    async (seed) => {
      const scenario = scenarioOf(seed);
      const senders = startSenders(scenario);
      const sent = new Map<string, SentMessage>();
      const produced = produce(senders, scenario, sent);
      senders.start();
      void tellOfStreams(senders, scenario);
      await senders.clock.run(senders.clock.now() + scenario.calls * scenario.pauseMs);
      await produced;
      await senders.finish();
      const now = senders.clock.now();

      expectWithinQuotas(senders);
      const delivered = expectOnceAndInOrder(senders);
      const deadLettered = deadLetteredIds(senders);
      expectReasons(sent, delivered, deadLettered, { scenario, now });
      expectCounts(senders, sent.size, delivered.size, {
        scenario,
        deadLettered: deadLettered.size,
      });
      expect(senders.fifo.redriven).toEqual([]);
      expect(senders.fifo.queue.counts(now)).toEqual({ available: 0, inFlight: 0, delayed: 0 });
      expect(senders.longestInvocation).toBeLessThanOrEqual(30_000);
    },
    60_000,
  );
});
