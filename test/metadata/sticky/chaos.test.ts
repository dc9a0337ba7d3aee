import { describe, expect, test } from 'vitest';
import { createReferenceDecoder } from '../../../src/metadata/format/reference-decoder.ts';
import { chaosRuns } from '../../support/chaos-runs.ts';
import { seededRandom } from '../../support/random.ts';
import { CALM, channelArn } from '../support/world.ts';
import { CALM_STICKY, type StickyWeather, startStickyWorld } from './support/world.ts';

type World = ReturnType<typeof startStickyWorld>;
type Payload = { key: string; n: number; pad?: string };

const RUNS = chaosRuns(20);
const SEEDS = Array.from({ length: RUNS }, (_, seed) => seed);

const ARN = channelArn('c1');
const KEYS = ['poll', 'score', 'host'];

/** What a viewer who joined at a time was handed over, in order, until another time. */
function watch({ world }: World, from: number, to = Number.POSITIVE_INFINITY) {
  const decoder = createReferenceDecoder();
  return world.ivs.cues
    .filter(({ at }) => at >= from && at <= to)
    .flatMap(({ at, metadata }) =>
      decoder.decode(metadata).map((payload) => ({ at, payload: payload as Payload })),
    );
}

interface Set {
  key: string;
  n: number;
  /** When it was answered, ms. */
  at: number;
}

/** Sets values at random times, now and then two of a key at once, until `end`. */
async function setValues(world: World, end: number, everyMs: number): Promise<Set[]> {
  const { clock, random } = world;
  const sets: Set[] = [];
  const running: Promise<unknown>[] = [];
  let n = 0;
  const set = async (key: string) => {
    const own = { key, n: n++ };
    const message = { channelArn: ARN, payload: own, key, sticky: true };
    const answer = await world.enqueue([message]);
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

/** Other traffic: single messages of 900 bytes, each a request, at a share of the full rate. */
async function chat({ clock, random, enqueue }: World, end: number, load: number): Promise<void> {
  for (let n = 0; clock.now() < end; n += 1) {
    const payload = { key: 'chat', n, pad: 'x'.repeat(880) };
    void enqueue([{ channelArn: ARN, payload, ttlSeconds: 60 }]);
    await clock.sleep((210 / load) * (0.7 + 0.75 * random()));
  }
}

/** What a crash may hold up for: a batch of a sender is invisible for three minutes, a tick comes every one. */
const RECOVERY_MS = 300_000;

/** Lets a world live for so long, then for some time without new values, and with the weather calmed down. */
async function run(world: World, weather: StickyWeather, liveMs: number, calmMs: number, load = 0) {
  const { clock } = world;
  const began = clock.now();
  const end = began + liveMs;
  await world.streamStarts(ARN, 'st-1');
  world.start();
  const setting = setValues(world, end, weather.seconds * 600);
  if (load > 0) void chat(world, end, load);
  await clock.run(end);
  Object.assign(weather, { ...CALM, ...CALM_STICKY, seed: weather.seed, seconds: weather.seconds });
  await clock.run(end + calmMs);
  const sets = await setting;
  return { began, end, sets };
}

/** The value of each key that is kept, which is the newest. */
function newest({ stored }: World): Map<string, number> {
  const values = stored.states.get(ARN)?.values ?? [];
  return new Map(values.map(({ key, text }) => [key, (JSON.parse(text) as Payload).n]));
}

function lastOfEach(handed: { payload: Payload }[]): Map<string, number> {
  const own = handed.filter(({ payload }) => KEYS.includes(payload.key));
  return new Map(own.map(({ payload }) => [payload.key, payload.n]));
}

/** How often a cue had an older value after a newer one: the race that the order is for. */
function overtaken({ world }: World): number {
  const greatest = new Map<string, string>();
  let count = 0;
  for (const { metadata } of world.ivs.cues) {
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
  test.each(SEEDS)('reach whoever joins within N seconds, whenever (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const seconds = random() < 0.5 ? 5 : 5 + Math.floor(random() * 20);
    const weather = { ...CALM, ...CALM_STICKY, seed, seconds, awsMs: 20, latencyMs: 20 };
    const world = startStickyWorld(weather);
    const { began, end, sets } = await run(
      world,
      weather,
      130_000,
      seconds * 2_500,
      0.75 * random(),
    );
    for (let joined = began; joined < end + seconds * 1_000; joined += 777) {
      const soon = lastOfEach(watch(world, joined, joined + seconds * 1_000));
      const known = sets.filter(({ at }) => at <= joined).map(({ key }) => key);
      expect([...soon.keys()], `joined ${joined - began} ms after the start`).toEqual(
        expect.arrayContaining([...new Set(known)]),
      );
    }
    await world.stop();
  });
});

describe('sticky values in bad weather', () => {
  let overtakings = 0;
  test.each(SEEDS)(
    'come once, never an older after a newer, and end as the newest (seed %i)',
    async (seed) => {
      const random = seededRandom(1_000 + seed);
      const weather = {
        ...{ ...CALM, ...CALM_STICKY, seed, awsMs: 200 + random() * 2_000, latencyMs: 200 },
        pollMs: 500,
        throttle: random() * 0.1,
        cut: random() * 0.1,
        crash: random() < 0.5 ? 0 : random() * 0.003,
        lost: random() < 0.5 ? 0 : random() * 0.05,
        functionCrash: random() * 0.03,
        lostTick: random() * 0.3,
      };
      const world = startStickyWorld(weather);
      const { began, end } = await run(world, weather, 100_000, RECOVERY_MS);
      const kept = newest(world);
      expect(kept.size).toBe(KEYS.length);
      for (let joined = began; joined < end; joined += 5_000) {
        const handed = watch(world, joined);
        const numbers = handed.map(({ payload }) => payload.n);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(lastOfEach(handed), `joined at ${joined - began}`).toEqual(kept);
      }
      overtakings += overtaken(world);
      await world.stop();
    },
  );

  test('were overtaken now and then, so that the order was put to the test', () => {
    expect(overtakings).toBeGreaterThan(20);
  });
});
