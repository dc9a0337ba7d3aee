import { expect, test } from 'vitest';
import { openIvs } from '../../../src/ivs/client.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import { IVS_LEASE } from '../../../src/platform/lease.ts';
import {
  type ReconcileContext,
  type ReconcileReport,
  reconcile,
} from '../../../src/reconcile/reconcile.ts';
import { createSimulator, manualClock } from '../../../src/simulator/index.ts';
import { memoryBus } from '../../support/bus.ts';
import { memoryChannelStore } from '../../support/channels.ts';
import { memoryChannelCountStore, memoryRollingCountStore } from '../../support/cleanup.ts';
import { operationOfCommand, simulatorSdk } from '../../support/ivs/simulator-sdk.ts';
import { memoryCursorStore, memoryLeaseStore } from '../../support/leases.ts';
import { memoryDetailStore, memoryViewerStore } from '../../support/memory-details.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { recordObservability } from '../../support/observability.ts';
import { TAG_KEYS } from '../../support/tag-keys.ts';
import { type VirtualTime, virtualTime } from '../../support/virtual-time.ts';

// `reconcile` with the real pace, on a simulator that reports each violation of a quota. The time is virtual. Another function
// has the lease on the IVS quotas all the time.

const SHARE = 0.6;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Three rounds. */
const HOURS = 2.25;
/** As in serverless.yml. */
const SCHEDULE_MS = 5 * MINUTE;
const TIMEOUT_MS = 120_000;
const IVS_LATENCY_MS = 80;

interface Request {
  operation: string;
  resourceArn: string;
  at: number;
}

/** A simulator that follows the virtual time, with channels whose keys are recorded. */
async function fleet(time: VirtualTime, size: number) {
  const clock = manualClock(time.now());
  const simulator = createSimulator({ clock, seed: 7, quotas: { enforce: false } });
  const { records, ...channels } = memoryChannelStore();
  const keys: string[] = [];
  for (let i = 0; i < size; i++) {
    const { channel, streamKey } =
      await simulator.call<Record<'channel' | 'streamKey', Arn>>('CreateChannel');
    keys.push(streamKey.arn);
    const key = { arn: streamKey.arn, since: isoTime(time.now()), created: false };
    records.set(channel.arn, { channelArn: channel.arn, key });
  }
  // A page of the index has 50 channels. Here all are one page, as the double sorts all of them for each page.
  const listDue = async () => ({ channelArns: [...records.keys()] });
  const requests: Request[] = [];
  const inner = simulatorSdk(simulator);
  const sdk = {
    async send(command: Parameters<typeof inner.send>[0]) {
      await time.sleep(IVS_LATENCY_MS);
      clock.advance(time.now() - clock.now());
      const { resourceArn } = command.input as Request;
      requests.push({ operation: operationOfCommand(command), resourceArn, at: time.now() });
      return inner.send(command);
    },
  };
  return {
    simulator,
    channels: { ...channels, listDue },
    keys,
    sdk: sdk as typeof inner,
    requests,
  };
}

interface Arn {
  arn: string;
}

type Fleet = Awaited<ReturnType<typeof fleet>>;

/** What `reconcile` works with, while another function has the lease on the IVS quotas until `until`. */
async function reconciler(time: VirtualTime, { sdk, channels }: Fleet, until: number) {
  const ivs = openIvs(sdk, SHARE);
  const leases = memoryLeaseStore();
  await leases.acquire({ name: IVS_LEASE, holder: 'another function', now: time.now(), until });
  const stores = {
    ...{ store: memorySessionStore(), details: memoryDetailStore(), viewers: memoryViewerStore() },
    ...{ channels, cursors: memoryCursorStore(), leases, bus: memoryBus() },
    ...{ channelCounts: memoryChannelCountStore(), deletions: memoryRollingCountStore() },
  };
  const survey = { defaultGraceMs: 0, neverLiveMs: 0, endGraceMs: 0, rotationLimitWindowMs: DAY };
  const settings = { survey, tagKeys: TAG_KEYS, retentionDays: 90, auditIntervalMs: DAY };
  const { log, metrics } = recordObservability();
  let runs = 0;
  return (more: Partial<ReconcileContext> = {}) => {
    const context = { clock: time, log, metrics, deadline: time.now() + TIMEOUT_MS };
    const invocation = { ...context, holder: `run-${runs++}`, ivs: ivs.during(context) };
    return reconcile({ ...stores, ...settings, ...invocation, audit: false, ...more });
  };
}

/** Runs `reconcile` by its schedule. @returns the reports of all runs */
async function runFor(ms: number, time: VirtualTime, world: Fleet) {
  const end = time.now() + ms;
  const run = await reconciler(time, world, end + HOUR);
  const reports: ReconcileReport[] = [];
  while (time.now() < end) {
    const next = time.now() + SCHEDULE_MS;
    reports.push(await run());
    await time.sleep(next - time.now());
  }
  return reports;
}

/** The most requests in a rolling second. @param times in order, ms */
const busiestSecond = (times: number[]): number =>
  Math.max(
    ...times.map((at, i) => times.slice(i, i + 20).filter((other) => other < at + 1_000).length),
  );

/** How long until IVS is asked about a key again, at most, ms. */
function longestGap({ requests, keys }: Fleet, from: number, to: number): number {
  const last = new Map(keys.map((key) => [key, from]));
  let longest = 0;
  for (const { resourceArn, at } of requests) {
    longest = Math.max(longest, at - (last.get(resourceArn) ?? from));
    last.set(resourceArn, at);
  }
  return Math.max(longest, ...[...last.values()].map((at) => to - at));
}

test('the keys of 5,000 channels are checked within an hour, while another function uses the IVS quotas', async () => {
  const time = virtualTime();
  const world = await fleet(time, 5_000);
  const start = time.now();
  const runs = await time.finish(runFor(HOURS * HOUR, time, world));
  expect(runs.every(({ outcome }) => outcome === 'busy')).toBe(true);
  expect(new Set(world.requests.map(({ operation }) => operation))).toEqual(
    new Set(['ListTagsForResource']),
  );
  const { violations } = world.simulator.report();
  expect(violations.filter(({ operation }) => operation === 'ListTagsForResource')).toEqual([]);

  const times = world.requests.map(({ at }) => at);
  const gap = longestGap(world, start, time.now());
  const rate = busiestSecond(times);
  const inOneRun = Math.max(...runs.map(({ keys }) => keys?.checked ?? 0));
  console.log(
    [
      `key check of 5,000 channels: at most ${rate} requests in a second, ${inOneRun} in a run`,
      `${Math.round(times.length / HOURS)} in an hour`,
      `each key again within ${(gap / MINUTE).toFixed(1)} minutes`,
    ].join(', '),
  );
  expect(rate).toBeLessThanOrEqual(10 * SHARE);
  // The rotation runs each minute, and creates the missing key.
  expect(gap).toBeLessThan(HOUR - 2 * MINUTE);
});

test('an audit on request does not wait for the check of stream keys', async () => {
  const time = virtualTime();
  const world = await fleet(time, 1);
  const run = await reconciler(time, world, time.now() + HOUR);
  expect(await time.finish(run({ audit: true }))).toEqual({ outcome: 'busy' });
  expect(await time.finish(run())).toMatchObject({ outcome: 'busy', keys: { checked: 1 } });
});

test('a failure of the comparison ends the run only after the check of stream keys', async () => {
  const time = virtualTime();
  const world = await fleet(time, 100);
  const run = await reconciler(time, world, time.now());
  const failing = { listStreams: () => Promise.reject(new Error('no streams')) };
  const ivs = { ...failing } as unknown as ReconcileContext['ivs'];
  const until = time.now() + TIMEOUT_MS;
  const real = openIvs(world.sdk, SHARE).during({
    ...recordObservability(),
    clock: time,
    deadline: until,
  });
  ivs.streamKeyExists = (arn) => real.streamKeyExists(arn);
  ivs.waitForQuotaWindow = async () => undefined;
  await expect(time.finish(run({ ivs }))).rejects.toThrow('no streams');
  expect(world.requests).toHaveLength(100);
});
