import { setTimeout as sleep } from 'node:timers/promises';
import { CreateChannelCommand } from '@aws-sdk/client-ivs';
import { createConsole } from '../src/console/server/console.ts';
import type { Invoke } from '../src/console/server/options.ts';
import { systemTimers } from '../src/console/server/timers.ts';
import { RULES } from '../src/console/server/topics/rules.ts';
import { DemoClient } from '../src/local/demo/client.ts';
import { type Stack, startStack } from '../src/local/stack.ts';
import type { Bench, Measure } from './support/bench.ts';
import { readUnitCounter } from './support/read-units.ts';

/** us-west-2, on demand, dollars. Lambda for arm64. */
const PRICES = { gbSecond: 0.0000133334, request: 0.2e-6, read: 0.125e-6 };
const HOUR_MS = 3_600_000;
const CHANNELS = 100;
const LIVE = 40;
/** Each topic is asked for so often. The first time, a function may have to start. */
const ASKS = 4;

/** The topics that each page watches. */
const PAGES: Record<string, readonly string[]> = {
  overview: ['overview', 'live', 'totals/DAY', 'viewers/DAY', 'breaches'],
  live: ['live'],
  days: ['totals/DAY', 'failed/7'],
  channel: ['channel/CHANNEL', 'sessions/CHANNEL', 'audit/CHANNEL', 'metadata/CHANNEL'],
  session: ['session/CHANNEL/STREAM'],
  plan: ['plan'],
  cleanup: ['cleanup'],
  letters: ['letters'],
};

/** What it takes to ask for a topic once. */
interface Cost {
  invocations: number;
  /** Time of the functions × their memory, by the fastest of the asks. */
  gbSeconds: number;
  readUnits: number;
  ivsRequests: number;
}

/**
 * What an open console costs. It asks for each topic on a stage with 100 channels, of which 40 are live, and counts; an hour has as many asks as the
 * intervals of the topics allow if functions answer at once.
 */
export const operatorConsole: Bench = {
  about: 'what an open console costs an hour, by page: invocations, requests, dollars',
  async run() {
    const stack = await startStack({ port: 0, schedules: 'off' });
    const world = new DemoClient(stack.endpoint);
    const reads = readUnitCounter();
    try {
      const names = await makeChannels(world);
      const costs = new Map<string, Cost>();
      for (const topic of new Set(Object.values(PAGES).flat()))
        costs.set(topic, await costOf(named(topic, names), stack, world, reads));
      return Object.entries(PAGES).flatMap(([page, topics]) => hourOf(page, topics, costs));
    } finally {
      reads.stop();
      world.close();
      await stack.close();
    }
  },
};

interface Names {
  CHANNEL: string;
  STREAM: string;
  DAY: string;
}

const named = (topic: string, names: Names): string =>
  topic.replace(/[A-Z]+/g, (name) => names[name as keyof Names]);

async function makeChannels(world: DemoClient): Promise<Names> {
  const tags = { 'autopilot:auto-delete': '7d', 'autopilot:rotate-key': '30d' };
  const found: Names = { CHANNEL: '', STREAM: '', DAY: new Date().toISOString().slice(0, 10) };
  await world.sim('PUT', '/_sim/quotas', { enforce: false });
  for (let n = 0; n < CHANNELS; n++) {
    const command = new CreateChannelCommand({ name: `channel-${n}`, tags });
    const { channel, streamKey } = await world.ivs.send(command);
    if (n >= LIVE) continue;
    const { streamId = '' } = await world.connect(streamKey?.value ?? '');
    found.CHANNEL = channel?.arn?.split('/')[1] ?? '';
    found.STREAM = streamId;
  }
  const deadline = Date.now() + 60_000;
  while ((await recorded(world)) < LIVE && Date.now() < deadline) await sleep(200);
  for (const name of ['sampleViewers', 'rotateStreamKeys', 'reconcile'])
    await world.invoke(name, {});
  return found;
}

/** @returns how many sessions the first page of live ones has */
async function recorded(world: DemoClient): Promise<number> {
  const { sessions } = await world.invoke<{ sessions: { state: string }[] }>('getSessions', {
    live: true,
  });
  return sessions.filter(({ state }) => state === 'live').length;
}

async function costOf(
  address: string,
  { plan }: Stack,
  world: DemoClient,
  reads: ReturnType<typeof readUnitCounter>,
): Promise<Cost> {
  let gbSeconds = 0;
  const invoke: Invoke = async <Answer>(name: string, payload: unknown) => {
    const start = performance.now();
    const answer = await world.invoke<Answer>(name, payload);
    const memoryMb = plan.functions.find((one) => one.name === name)?.memoryMb ?? 0;
    gbSeconds += ((performance.now() - start) / 1_000) * (memoryMb / 1_024);
    return answer;
  };
  const served = createConsole({
    ...{ invoke, findAsset: async () => undefined, stage: 'local', version: '', isReadOnly: true },
    ...{ entry: 'page', timers: systemTimers, newSecret: () => 'secret' },
  });
  const { source } = served.topics.open(address);
  // The account and the region are asked for once, and functions start.
  await source.ask();
  const before = {
    invocations: served.invocations,
    reads: reads.units,
    ivs: await ivsCount(world),
  };
  const times: number[] = [];
  for (let ask = 0; ask < ASKS; ask++) {
    gbSeconds = 0;
    await source.ask();
    times.push(gbSeconds);
  }
  return {
    invocations: (served.invocations - before.invocations) / ASKS,
    gbSeconds: Math.min(...times),
    readUnits: (reads.units - before.reads) / ASKS,
    ivsRequests: ((await ivsCount(world)) - before.ivs) / ASKS,
  };
}

/** @returns how many requests IVS has answered */
async function ivsCount(world: DemoClient): Promise<number> {
  const response = await world.sim('GET', '/_sim/report');
  const { requests } = (await response.json()) as { requests: Record<string, { ok: number }> };
  return Object.values(requests).reduce((sum, { ok }) => sum + ok, 0);
}

function hourOf(
  page: string,
  topics: readonly string[],
  costs: ReadonlyMap<string, Cost>,
): Measure[] {
  const total: Cost = { invocations: 0, gbSeconds: 0, readUnits: 0, ivsRequests: 0 };
  for (const topic of topics) {
    const asks = HOUR_MS / RULES[topic.split('/')[0] as keyof typeof RULES].restMs;
    const cost = costs.get(topic) ?? total;
    total.invocations += asks * cost.invocations;
    total.gbSeconds += asks * cost.gbSeconds;
    total.readUnits += asks * cost.readUnits;
    total.ivsRequests += asks * cost.ivsRequests;
  }
  const lambda = total.gbSeconds * PRICES.gbSecond + total.invocations * PRICES.request;
  const cents = 100 * (lambda + total.readUnits * PRICES.read);
  return [
    { name: `console.${page}.invocations`, value: total.invocations, unit: 'an hour' },
    { name: `console.${page}.gbSeconds`, value: total.gbSeconds, unit: 'an hour' },
    { name: `console.${page}.readUnits`, value: total.readUnits, unit: 'an hour' },
    { name: `console.${page}.ivsRequests`, value: total.ivsRequests, unit: 'an hour' },
    { name: `console.${page}.cents`, value: cents, unit: 'cents an hour' },
  ];
}
