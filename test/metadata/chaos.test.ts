import { describe, expect, test } from 'vitest';
import { parseQueueBody } from '../../src/metadata/format/queue-body.ts';
import { chaosRuns } from '../support/chaos-runs.ts';
import { seededRandom } from '../support/random.ts';
import { CALM, channelArn, startWorld, type Weather } from './support/world.ts';

type World = ReturnType<typeof startWorld>;

interface Sent {
  seq: number;
  channelArn: string;
  key?: string;
  expiresAt: number;
}

interface Storm extends Weather {
  channels: number;
  calls: number;
  /** The longest time between two calls, ms. */
  pauseMs: number;
  /** The share of messages that need parts. */
  large: number;
}

/** `npm run chaos` has more. */
const RUNS = chaosRuns(25);
/** One run in so many has more channels than instances, all of them at their limit. */
const CROWD = 25;
const UNKNOWN = channelArn('c0');

/** Some channels that go live and offline, one that IVS does not know, and all kinds of weather. */
function stormOf(seed: number): Storm {
  const random = seededRandom(seed);
  const some = (share: number, most: number) => (random() < share ? random() * most : 0);
  const crowd = seed % CROWD === CROWD - 1;
  const always = random() < 0.3;
  const size = crowd
    ? { channels: 34, calls: 12, pauseMs: 500, instances: 30, pollMs: 1_000 }
    : { channels: 5, calls: 30, pauseMs: 4_000, instances: 2 + Math.floor(random() * 4) };
  const periods = Array.from({ length: size.channels }, () => 2_000 + random() ** 2 * 100_000);
  return {
    ...CALM,
    seed,
    ...size,
    latencyMs: random() < 0.7 ? random() * 25 : random() * 400,
    throttle: some(0.5, 0.2),
    fail: some(0.5, 0.1),
    cut: some(0.5, 0.1),
    crash: some(0.5, 0.01),
    lost: some(0.3, 0.1),
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

/** Producers that call at random, with few or many messages of random size, some with key or TTL. */
async function produce(world: World, storm: Storm, sent: Map<string, Sent>): Promise<void> {
  const { random, clock } = world;
  const crowd = storm.channels > 5;
  for (let call = 0; call < storm.calls; call += 1) {
    await clock.sleep(random() * storm.pauseMs);
    const count = random() < 0.5 && !crowd ? 1 : 1 + Math.floor(random() * (crowd ? 500 : 60));
    const messages = Array.from({ length: count }, (_, index) => ({
      channelArn: channelArn(`c${Math.floor(random() * storm.channels)}`),
      payload: { seq: sent.size + index, pad: padding(storm, random) },
      ...(random() < 0.2 && { key: `k${Math.floor(random() * 3)}` }),
      ttlSeconds: random() < 0.2 ? 1 + random() * 20 : 300,
    }));
    const now = clock.now();
    const { accepted } = await world.enqueue(messages, `call ${call}`);
    // Who is not sure that it arrived asks again.
    if (random() < 0.1) await world.enqueue(messages, `call ${call}`);
    for (const { index, id } of accepted) {
      const { payload, key, ttlSeconds, channelArn: arn } = messages[index] as (typeof messages)[0];
      const expiresAt = now + Math.ceil(ttlSeconds * 1_000);
      sent.set(id, { seq: payload.seq, channelArn: arn, expiresAt, ...(key && { key }) });
    }
  }
}

/** Mostly short; now and then it takes several requests; compresses well or hardly. */
function padding({ large }: Storm, random: () => number): string {
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

function expectWithinQuotas({ ivs: { arrivals } }: World): void {
  for (const arn of new Set(arrivals.map(({ channelArn: of }) => of))) {
    const times = arrivals.filter(({ channelArn: of }) => of === arn).map(({ at }) => at);
    expect(tightest(times, 5), arn).toBeGreaterThanOrEqual(1_000);
  }
  const account = arrivals.map(({ at }) => at);
  expect(tightest(account, 155)).toBeGreaterThanOrEqual(1_000);
}

/** @returns what was handed over */
function expectOnceAndInOrder({ ivs: { received, late }, returned }: World): Set<number> {
  const delivered = new Set<number>();
  for (const [arn, payloads] of received) {
    const seqs = payloads.map(seqOf);
    expect(seqs, arn).toEqual(sorted(seqs));
    for (const seq of seqs) delivered.add(seq);
    expect(arn).not.toBe(UNKNOWN);
  }
  for (const [arn, viewer] of late) {
    const seqs = viewer.received.map(seqOf);
    // Who joined midway can't know what is old when a sender begins anew.
    if (returned === 0) expect(seqs, arn).toEqual(sorted(seqs));
    expect(new Set(seqs).size, arn).toBe(seqs.length);
    const since = (received.get(arn) ?? []).slice(viewer.before).map(seqOf);
    // Of what came after he joined, one at most had its first part before.
    expect(since.filter((seq) => !seqs.includes(seq)).length, arn).toBeLessThanOrEqual(1);
  }
  return delivered;
}

function buriedIds({ deadLetters, crashes }: World): Set<string> {
  const ids = deadLetters.letters.flatMap(({ body }) => {
    const queued = parseQueueBody(body);
    return 'malformed' in queued ? [] : queued.messages.map(({ id }) => id);
  });
  // Only who crashed after he wrote a letter writes it again.
  if (crashes === 0) expect(new Set(ids).size).toBe(ids.length);
  return new Set(ids);
}

/** Whatever players did not get ended otherwise, for a reason. */
function expectReasons(
  sent: ReadonlyMap<string, Sent>,
  delivered: ReadonlySet<number>,
  buried: ReadonlySet<string>,
  { storm, now }: { storm: Storm; now: number },
): void {
  const newest = new Map<string, number>();
  const slot = ({ channelArn: arn, key }: Sent) => `${arn} ${key}`;
  for (const message of sent.values()) newest.set(slot(message), message.seq);
  for (const [id, message] of sent) {
    const known = message.channelArn !== UNKNOWN;
    const superseded = message.key !== undefined && (newest.get(slot(message)) ?? 0) > message.seq;
    const reasons = [
      delivered.has(message.seq) && 'delivered',
      buried.has(id) && 'dead-lettered',
      message.expiresAt <= now && 'expired',
      superseded && 'superseded',
      storm.offline === 'drop' && 'dropped',
    ].filter(Boolean);
    expect(reasons, id).not.toEqual([]);
    if (!known) expect(delivered.has(message.seq)).toBe(false);
    if (buried.has(id)) expect(known).toBe(false);
  }
}

/**
 * Each is counted as exactly one of them. A message that comes again, as the one beside it in SQS could
 * not be sent or its sender crashed, is counted as what it ends as then: a player may have it already.
 */
function expectCounts(
  world: World,
  sent: number,
  delivered: number,
  { storm, buried }: { storm: Storm; buried: number },
): void {
  const expectCount = (end: string, most: number) => {
    if (world.returned === 0) expect(count(end), end).toBe(most);
  };
  const count = (end: string) => world.counts[`Metadata${end}`] ?? 0;
  const ends = ['Delivered', 'Expired', 'Superseded', 'Dropped', 'DeadLettered'].map(count);
  expect(ends.reduce((sum, end) => sum + end)).toBe(sent);
  expectCount('DeadLettered', buried);
  expectCount('Delivered', delivered);
  const bytes = world.ivs.cues.map(({ metadata }) => Buffer.byteLength(metadata));
  const all = bytes.reduce((sum, one) => sum + one, 0);
  if (storm.cut === 0) expectCount('Bytes', all);
  if (storm.throttle === 0) expect(count('Throttled')).toBe(0);
}

describe('many senders in bad weather', () => {
  test.each(Array.from({ length: RUNS }, (_, seed) => seed))(
    'seed %i',
    async (seed) => {
      const storm = stormOf(seed);
      const world = startWorld(storm);
      const sent = new Map<string, Sent>();
      const produced = produce(world, storm, sent);
      world.start();
      await world.clock.run(world.clock.now() + storm.calls * storm.pauseMs);
      await produced;
      await world.finish();
      const now = world.clock.now();

      expectWithinQuotas(world);
      const delivered = expectOnceAndInOrder(world);
      const buried = buriedIds(world);
      expectReasons(sent, delivered, buried, { storm, now });
      expectCounts(world, sent.size, delivered.size, { storm, buried: buried.size });
      expect(world.fifo.redriven).toEqual([]);
      expect(world.fifo.queue.counts(now)).toEqual({ available: 0, inFlight: 0, delayed: 0 });
      expect(world.longestInvocation).toBeLessThanOrEqual(30_000);
    },
    60_000,
  );
});
