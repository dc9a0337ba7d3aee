import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PassDeps } from '../src/channels/pass.ts';
import { deleteDueChannels } from '../src/cleanup/delete-due-channels.ts';
import type { Bus } from '../src/platform/bus.ts';
import { rotateStreamKeys } from '../src/rotation/rotate-stream-keys.ts';
import { memoryBus } from '../test/support/bus.ts';
import { memoryChannelCountStore, memoryStopStore } from '../test/support/cleanup.ts';
import { Fleet, type Progress } from '../test/support/fleet.ts';
import { memoryRevocationStore } from '../test/support/revocations.ts';
import type { Bench, Measure } from './support/bench.ts';
import { median } from './support/statistics.ts';

// The real passes, the real client and the simulator with its quotas enforced, at the whole quota; time
// is simulated: IVS answers in 80 ms, the table in 5, and a run begins each minute.

const CHANNELS = 5_000;
const CALLS_PER_SECOND = 5;
const MINUTE = 60_000;
/** What the fleet may take, over the time that the quota alone would. */
const MOST = 1.15;

export const channels: Bench = {
  about:
    'rotating and deleting 5,000 channels, next to what IVS allows (simulated time, half a minute)',
  run: async () => [...(await rotation()), ...(await cleanup())],
};

async function rotation(): Promise<Measure[]> {
  const tags = { 'autopilot:rotate-key': '30d' };
  const settings = { mode: 'apply', endGraceMs: 5 * MINUTE } as const;
  const more = { settings, overdueAlarmMs: 24 * 60 * MINUTE, revocations: memoryRevocationStore() };
  // Nothing listens: what it was told would only fill the heap that is measured.
  const bus: Bus = { publish: async () => undefined };
  const pass = (deps: PassDeps) => rotateStreamKeys({ ...deps, ...more, bus });
  const fleet = await Fleet.create({ channels: CHANNELS, tags, share: 1 });
  const measures = measuresOf('rotate', 'rotated', await fleet.work(pass));
  // Once more: what the doubles of IVS and the table hold has its size by now.
  fleet.age();
  const heap = heapSampler();
  await fleet.work(pass, heap.tick);
  const unit = 'times the heap, last to first quarter';
  const target = { atMost: 1.05 };
  return [...measures, { name: 'channels.rotate.heapGrowth', value: heap.growth(), unit, target }];
}

async function cleanup(): Promise<Measure[]> {
  const limits = { maxDeletes: CHANNELS, maxShare: 1 };
  const stores = { channelCounts: memoryChannelCountStore(), stops: memoryStopStore() };
  const rules = { mode: 'apply', defaultGraceMs: 10 * MINUTE, neverLiveMs: 0 } as const;
  const settings = { ...rules, limits };
  const tags = { 'autopilot:auto-delete': 'true' };
  const fleet = await Fleet.create({ channels: CHANNELS, tags, share: 1 });
  const progress = await fleet.work((deps) =>
    deleteDueChannels({ ...deps, ...stores, bus: memoryBus(), settings }),
  );
  return measuresOf('delete', 'deleted', progress);
}

function measuresOf(name: string, word: string, progress: Progress): Measure[] {
  const ratio = progress.doneAt / 1_000 / (CHANNELS / CALLS_PER_SECOND);
  const of = (what: string) => `channels.${name}.${what}`;
  const { violations, runs, counts } = progress;
  const [few, none] = [{ atMost: MOST }, { atMost: 0 }];
  return [
    { name: of('time'), value: ratio, unit: 'times 5,000 channels ÷ 5 a second', target: few },
    { name: of(word), value: counts[word] ?? 0, unit: 'channels', target: { atLeast: CHANNELS } },
    { name: of('runs'), value: runs, unit: 'runs' },
    { name: of('violations'), value: violations, unit: 'requests over a quota', target: none },
  ];
}

/** Every so many changes of a channel. */
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
