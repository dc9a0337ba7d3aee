import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PassDeps } from '../src/channels/pass.ts';
import { deleteDueChannels } from '../src/cleanup/delete-due-channels.ts';
import type { Bus } from '../src/platform/bus.ts';
import { isoTime } from '../src/platform/clock.ts';
import { KeyCreations } from '../src/rotation/key-creations.ts';
import { rotateStreamKeys } from '../src/rotation/rotate-stream-keys.ts';
import { Fleet, type Progress } from '../test/channels/support/fleet.ts';
import { memoryBus } from '../test/support/bus.ts';
import {
  memoryChannelCountStore,
  memoryRollingCountStore,
  memoryStopStore,
} from '../test/support/cleanup.ts';
import { memoryRevocationStore } from '../test/support/revocations.ts';
import type { Bench, Measure } from './support/bench.ts';
import { median } from './support/statistics.ts';

// The passes and the IVS client run against the simulator, which enforces the quotas. The passes may use
// the whole quota. Time is simulated: an IVS request takes 80 ms, a request to the table 5 ms, and a run
// begins every minute.

const CHANNELS = 5_000;
const CALLS_PER_SECOND = 5;
const MINUTE = 60_000;
/** The longest time that the passes may take, relative to the shortest time that the quota allows. */
const MAX_RATIO = 1.15;

export const channels: Bench = {
  about:
    'the time to rotate the keys of 5,000 channels and to delete them, relative to the IVS quota (simulated time, half a minute)',
  run: async () => [...(await rotation()), ...(await cleanup()), await slowRotation()],
};

async function rotation(): Promise<Measure[]> {
  const tags = { 'autopilot:rotate-key': '30d' };
  const settings = { mode: 'apply', endGraceMs: 5 * MINUTE } as const;
  const more = {
    ...{ settings, overdueAlarmMs: 24 * 60 * MINUTE, revocations: memoryRevocationStore() },
    creations: new KeyCreations(),
    ...{ channelCounts: memoryChannelCountStore(), rotations: memoryRollingCountStore() },
    limits: { max: CHANNELS, maxShare: 1, windowMs: 24 * 60 * MINUTE },
  };
  // The bus stores nothing, so that the heap that is measured does not grow.
  const bus: Bus = { publish: async () => undefined };
  const pass = (deps: PassDeps) => rotateStreamKeys({ ...deps, ...more, bus });
  const fleet = await Fleet.create({ channels: CHANNELS, tags, share: 1 });
  const measures = measuresOf('rotate', 'rotated', await fleet.run(pass));
  // A second time: the simulator and the memory stores do not grow any more.
  fleet.ageKeys();
  const heap = heapSampler();
  await fleet.run(pass, heap.tick);
  const unit = 'times the heap, last to first quarter';
  const target = { atMost: 1.05 };
  return [...measures, { name: 'channels.rotate.heapGrowth', value: heap.growth(), unit, target }];
}

async function cleanup(): Promise<Measure[]> {
  const limits = { maxDeletes: CHANNELS, maxShare: 1, windowMs: 24 * 60 * MINUTE };
  const stores = {
    channelCounts: memoryChannelCountStore(),
    deletions: memoryRollingCountStore(),
    stops: memoryStopStore(),
  };
  const rules = { mode: 'apply', defaultGraceMs: 10 * MINUTE, neverLiveMs: 0 } as const;
  const settings = { ...rules, limits };
  const tags = { 'autopilot:auto-delete': 'true' };
  const fleet = await Fleet.create({ channels: CHANNELS, tags, share: 1 });
  const now = fleet.time.now();
  const counted = { channels: CHANNELS, countedAt: isoTime(now), unmarked: 0, newRules: 0 };
  await stores.channelCounts.save(counted, now);
  const progress = await fleet.run((deps) =>
    deleteDueChannels({ ...deps, ...stores, bus: memoryBus(), settings }),
  );
  return measuresOf('delete', 'deleted', progress);
}

/** The window between the final check and the deletion if IVS answers ten times slower. */
async function slowRotation(): Promise<Measure> {
  const options = { channels: SLOW_CHANNELS, share: 1, ivsMs: 800 };
  const fleet = await Fleet.create({ ...options, tags: { 'autopilot:rotate-key': '30d' } });
  const more = {
    settings: { mode: 'apply', endGraceMs: 5 * MINUTE } as const,
    ...{ overdueAlarmMs: 24 * 60 * MINUTE, revocations: memoryRevocationStore() },
    creations: new KeyCreations(),
    ...{ channelCounts: memoryChannelCountStore(), rotations: memoryRollingCountStore() },
    limits: { max: CHANNELS, maxShare: 1, windowMs: 24 * 60 * MINUTE },
  };
  const { windows } = await fleet.run((deps) =>
    rotateStreamKeys({ ...deps, ...more, bus: memoryBus() }),
  );
  const value = windows.at(-1) ?? Number.NaN;
  return { name: 'channels.slow.window', value, unit: WINDOW_UNIT, target: { atMost: 1_000 } };
}

const SLOW_CHANNELS = 200;
const WINDOW_UNIT = 'ms from the final check to the deletion, at most';

function measuresOf(name: string, outcome: string, progress: Progress): Measure[] {
  const ratio = progress.doneAt / 1_000 / (CHANNELS / CALLS_PER_SECOND);
  const fullName = (measure: string) => `channels.${name}.${measure}`;
  const { violations, runs, counts } = progress;
  const [maxRatio, none] = [{ atMost: MAX_RATIO }, { atMost: 0 }];
  return [
    {
      name: fullName('time'),
      value: ratio,
      unit: 'times 5,000 channels ÷ 5 a second',
      target: maxRatio,
    },
    {
      name: fullName(outcome),
      value: counts[outcome] ?? 0,
      unit: 'channels',
      target: { atLeast: CHANNELS },
    },
    { name: fullName('runs'), value: runs, unit: 'runs' },
    {
      name: fullName('window'),
      value: progress.windows.at(-1) ?? Number.NaN,
      unit: WINDOW_UNIT,
      target: { atMost: 100 },
    },
    {
      name: fullName('violations'),
      value: violations,
      unit: 'requests over a quota',
      target: none,
    },
  ];
}

/** The heap is measured after this many changes of a channel. */
const SAMPLE_EVERY = 250;

function heapSampler() {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const samples: number[] = [];
  let changes = 0;
  return {
    tick() {
      if (++changes % SAMPLE_EVERY !== 0) return;
      collect();
      samples.push(process.memoryUsage().heapUsed);
    },
    growth() {
      const quarter = Math.floor(samples.length / 4);
      return median(samples.slice(-quarter)) / median(samples.slice(0, quarter));
    },
  };
}
