import { describe, expect, test } from 'vitest';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import { seededRandom } from '../../support/random.ts';
import { channelArn, NO_FAULTS } from '../support/senders.ts';
import {
  NO_STICKY_FAULTS,
  type StickyFaults,
  startStickySenders,
} from './support/sticky-senders.ts';

type StickySenders = ReturnType<typeof startStickySenders>;
type Payload = { key: string; n: number; pad?: string };

const RUNS = chaosRuns(20);
const SEEDS = Array.from({ length: RUNS }, (_, seed) => seed);

const ARN = channelArn('c1');
const KEYS = ['poll', 'score', 'host'];

/** The payloads that a viewer saw, in order, who joined at `from` and left at `to`. */
function watch({ senders }: StickySenders, from: number, to = Number.POSITIVE_INFINITY) {
  const decoder = createReferenceDecoder();
  return senders.ivs.cues
    .filter(({ at }) => at >= from && at <= to)
    .flatMap(({ at, metadata }) =>
      decoder.decode(metadata).map((payload) => ({ at, payload: payload as Payload })),
    );
}

interface StickySet {
  key: string;
  n: number;
  /** When the call was answered, ms. */
  at: number;
}

/** Sets values at random times until `end`, sometimes two of a key at the same time. */
async function setValues(
  stickySenders: StickySenders,
  end: number,
  everyMs: number,
): Promise<StickySet[]> {
  const { clock, random } = stickySenders;
  const sets: StickySet[] = [];
  const running: Promise<unknown>[] = [];
  let n = 0;
  const set = async (key: string) => {
    const own = { key, n: n++ };
    const message = { channelArn: ARN, payload: own, key, sticky: true };
    const answer = await stickySenders.enqueue([message]);
    if (answer?.accepted.length === 1) sets.push({ ...own, at: clock.now() });
  };
  while (clock.now() < end) {
    const key = KEYS[Math.floor(random() * KEYS.length)] ?? '';
    running.push(set(key));
    if (random() < 0.2) running.push(set(key));
    await clock.sleep(random() * 2 * everyMs);
  }
  await Promise.all(running);
  return sets;
}

/** Other traffic: messages of 900 bytes, each a request. @param load share of the full rate */
async function chat(
  { clock, random, enqueue }: StickySenders,
  end: number,
  load: number,
): Promise<void> {
  for (let n = 0; clock.now() < end; n += 1) {
    const payload = { key: 'chat', n, pad: 'x'.repeat(880) };
    void enqueue([{ channelArn: ARN, payload, ttlSeconds: 60 }]);
    await clock.sleep((210 / load) * (0.7 + 0.75 * random()));
  }
}

/** The longest effect of a crash: a batch stays invisible for three minutes, and the schedule ticks every minute. */
const RECOVERY_MS = 300_000;

/** Sets values with faults for `liveMs`, and then waits for `quietMs` without new values and without faults. */
async function run(
  stickySenders: StickySenders,
  faults: StickyFaults,
  liveMs: number,
  calmMs: number,
  load = 0,
) {
  const { clock } = stickySenders;
  const began = clock.now();
  const end = began + liveMs;
  await stickySenders.streamStarts(ARN, 'st-1');
  stickySenders.start();
  const setting = setValues(stickySenders, end, faults.seconds * 600);
  if (load > 0) void chat(stickySenders, end, load);
  await clock.run(end);
  Object.assign(faults, {
    ...NO_FAULTS,
    ...NO_STICKY_FAULTS,
    seed: faults.seed,
    seconds: faults.seconds,
  });
  await clock.run(end + calmMs);
  const sets = await setting;
  return { began, end, sets };
}

/** The stored value of each key, which is the newest. */
function newest({ stored }: StickySenders): Map<string, number> {
  const values = stored().get(ARN)?.values ?? [];
  return new Map(values.map(({ key, text }) => [key, (JSON.parse(text) as Payload).n]));
}

function lastOfEach(handed: { payload: Payload }[]): Map<string, number> {
  const own = handed.filter(({ payload }) => KEYS.includes(payload.key));
  return new Map(own.map(({ payload }) => [payload.key, payload.n]));
}

/** How often an older value came after a newer one of its key. Players must skip it. */
function overtaken({ senders }: StickySenders): number {
  const greatest = new Map<string, string>();
  let count = 0;
  for (const { metadata } of senders.ivs.cues) {
    const [, ids] = JSON.parse(metadata) as [string, string];
    for (const id of ids.match(/.{8}/g) ?? []) {
      if (!id.startsWith('~')) continue;
      const known = greatest.get(id.slice(0, 2)) ?? '';
      if (id < known) count += 1;
      else greatest.set(id.slice(0, 2), id);
    }
  }
  return count;
}

describe('sticky values on a channel below 80 % load', () => {
  test.each(SEEDS)(
    'reach a viewer within N seconds, whenever the viewer joins (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const seconds = random() < 0.5 ? 5 : 5 + Math.floor(random() * 20);
      const faults = { ...NO_FAULTS, ...NO_STICKY_FAULTS, seed, seconds, awsMs: 20, latencyMs: 20 };
      const stickySenders = startStickySenders(faults);
      const { began, end, sets } = await run(
        stickySenders,
        faults,
        130_000,
        seconds * 2_500,
        0.75 * random(),
      );
      for (let joined = began; joined < end + seconds * 1_000; joined += 777) {
        const soon = lastOfEach(watch(stickySenders, joined, joined + seconds * 1_000));
        const known = sets.filter(({ at }) => at <= joined).map(({ key }) => key);
        expect([...soon.keys()], `joined ${joined - began} ms after the start`).toEqual(
          expect.arrayContaining([...new Set(known)]),
        );
      }
      await stickySenders.stop();
    },
  );
});

describe('sticky values with random faults', () => {
  let overtakings = 0;
  test.each(SEEDS)(
    'are shown once, never an older after a newer one, and the newest last (seed %i)',
    async (seed) => {
      const random = seededRandom(1_000 + seed);
      const faults = {
        ...{
          ...NO_FAULTS,
          ...NO_STICKY_FAULTS,
          seed,
          awsMs: 200 + random() * 2_000,
          latencyMs: 200,
        },
        pollMs: 500,
        throttle: random() * 0.1,
        cut: random() * 0.1,
        crash: random() < 0.5 ? 0 : random() * 0.003,
        lost: random() < 0.5 ? 0 : random() * 0.05,
        functionCrash: random() * 0.03,
        lostTick: random() * 0.3,
      };
      const stickySenders = startStickySenders(faults);
      const { began, end } = await run(stickySenders, faults, 100_000, RECOVERY_MS);
      const stored = newest(stickySenders);
      expect(stored.size).toBe(KEYS.length);
      for (let joined = began; joined < end; joined += 5_000) {
        const handed = watch(stickySenders, joined);
        const numbers = handed.map(({ payload }) => payload.n);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(lastOfEach(handed), `joined at ${joined - began}`).toEqual(stored);
      }
      overtakings += overtaken(stickySenders);
      await stickySenders.stop();
    },
  );

  test('came in the wrong order more than 20 times, so the order was tested', () => {
    expect(overtakings).toBeGreaterThan(20);
  });
});
