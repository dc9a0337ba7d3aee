import { IvsClient } from '@aws-sdk/client-ivs';
import { tagKeys } from '../../src/channels/policy.ts';
import { openIvs } from '../../src/ivs/client.ts';
import { LIST_STREAMS_SHARE } from '../../src/ivs/settings.ts';
import { systemClock as clock } from '../../src/platform/clock.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { recordSessionEvent } from '../../src/sessions/record-session-event.ts';
import { type IvsEventBridgeEvent, startSimulator } from '../../src/simulator/index.ts';
import { memoryBus } from '../../test/support/bus.ts';
import { memoryChannelStore } from '../../test/support/channels.ts';
import { memoryChannelCountStore, memoryRollingCountStore } from '../../test/support/cleanup.ts';
import { memoryCursorStore, memoryLeaseStore } from '../../test/support/leases.ts';
import { memoryDetailStore, memoryViewerStore } from '../../test/support/memory-details.ts';
import { memorySessionStore } from '../../test/support/memory-sessions.ts';
import { recordObservability } from '../../test/support/observability.ts';
import type { Measure } from '../support/bench.ts';

const LIVE = 2_000;
/** Live streams without any delivered event. */
const MISSED = 30;
/** Streams that ended, and of which only the start was delivered. */
const GONE = 20;
const SHARE = 0.6;
/** Longer than Lambda's time limit for reconcile, so that one pass is sufficient. */
const TIME_MS = 600_000;

/**
 * One pass of reconcile at the default quota share, with the real SDK over HTTP, the real clock and
 * enforced quotas.
 */
export async function reconciling(): Promise<Measure[]> {
  const events: IvsEventBridgeEvent[] = [];
  const delays = { streamStartMs: 0, sessionEndMs: 0, streamEndMs: 0 };
  const emit = (event: IvsEventBridgeEvent) => void events.push(event);
  const resources = { channels: LIVE + GONE, concurrentStreams: LIVE + GONE };
  const quotas = { enforce: false, resources };
  const simulator = await startSimulator({ emit, delays, quotas });
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const { endpoint } = simulator;
  const sdk = new IvsClient({ endpoint, region: 'us-west-2', credentials, maxAttempts: 1 });
  try {
    const tools = toolsOf(sdk);
    const lost = new Set<string>();
    for (let n = 0; n < LIVE + GONE; n++) {
      const { streamId } = await connect(simulator);
      if (n < MISSED) lost.add(streamId);
      if (n >= LIVE) simulator.disconnectEncoder(streamId);
    }
    for (const event of events) {
      const ended = /End/.test(String(event.detail.event_name));
      if (!ended && !lost.has(String(event.detail.stream_id)))
        await recordSessionEvent(event, { ...tools, accountRegion: {} });
    }
    const before = totals(simulator.report());
    simulator.setQuotas({ enforce: true });
    const began = performance.now();
    const report = await reconcile(tools);
    const seconds = (performance.now() - began) / 1_000;
    const after = totals(simulator.report());
    if (report.sessions?.repaired !== MISSED + GONE)
      throw new Error(`repaired ${report.sessions?.repaired} of ${MISSED + GONE}`);
    return measures(after, before, seconds);
  } finally {
    sdk.destroy();
    await simulator.close();
  }
}

const SURVEY = { defaultGraceMs: 0, neverLiveMs: 0, endGraceMs: 0, rotationLimitWindowMs: 0 };

function toolsOf(sdk: IvsClient) {
  const seen = recordObservability();
  const deadline = clock.now() + TIME_MS;
  const ivs = openIvs(sdk, SHARE, { ListStreams: LIST_STREAMS_SHARE.reconcile });
  return {
    tagKeys: tagKeys('autopilot'),
    ...{ ...seen, clock, deadline, holder: 'bench', retentionDays: 90 },
    ...{ audit: false, auditIntervalMs: 0, survey: SURVEY },
    ...{ store: memorySessionStore(), details: memoryDetailStore(), viewers: memoryViewerStore() },
    ...{ channels: memoryChannelStore(), cursors: memoryCursorStore(), bus: memoryBus() },
    ...{
      leases: memoryLeaseStore(),
      channelCounts: memoryChannelCountStore(),
      deletions: memoryRollingCountStore(),
    },
    ivs: ivs.during({ clock, deadline, ...seen }),
  };
}

type Running = Awaited<ReturnType<typeof startSimulator>>;
type Report = ReturnType<Running['report']>;

async function connect(simulator: Running) {
  const { streamKey } = await simulator.call<{ streamKey: { value: string } }>('CreateChannel', {});
  return simulator.connectEncoder({ streamKey: streamKey.value });
}

function totals({ requests, violations }: Report) {
  const all = Object.entries(requests);
  const sum = (pick: (operation: string) => boolean) =>
    all.reduce((total, [operation, { ok, failed }]) => {
      // GetStream of an offline channel is an error and counts as a request.
      return total + (pick(operation) ? ok + failed : 0);
    }, 0);
  return {
    pages: sum((operation) => operation === 'ListStreams'),
    repairRequests: sum((operation) => /^GetStream/.test(operation)),
    throttled: all.reduce((total, [, { throttled }]) => total + throttled, 0),
    violations: violations.length,
  };
}

function measures(
  after: ReturnType<typeof totals>,
  before: ReturnType<typeof totals>,
  seconds: number,
): Measure[] {
  const pages = after.pages - before.pages;
  const repairRequests = (after.repairRequests - before.repairRequests) / (MISSED + GONE);
  const over = after.throttled - before.throttled + after.violations - before.violations;
  const naive = LIVE + GONE;
  return [
    { name: 'sessions.pages', value: pages, unit: 'ListStreams', target: { atMost: LIVE / 100 } },
    {
      name: 'sessions.looks',
      value: repairRequests,
      unit: 'requests per repair',
      target: { atMost: 3 },
    },
    { name: 'sessions.over', value: over, unit: 'throttled', target: { atMost: 0 } },
    {
      name: 'sessions.naive.ratio',
      value: naive / (pages + repairRequests * (MISSED + GONE)),
      unit: 'times the requests if GetStream is called for each session',
    },
    { name: 'sessions.seconds', value: seconds, unit: 's for the pass' },
  ];
}
