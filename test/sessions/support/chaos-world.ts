import { type ReconcileContext, reconcile } from '../../../src/reconcile/reconcile.ts';
import { KnownIngest } from '../../../src/sessions/details/known-ingest.ts';
import {
  type RecordContext,
  recordSessionEvent,
} from '../../../src/sessions/record-session-event.ts';
import type { SessionStore } from '../../../src/sessions/store.ts';
import type { SampleContext } from '../../../src/sessions/viewers/sample-context.ts';
import { sampleViewers } from '../../../src/sessions/viewers/sample-viewers.ts';
import { ControlError } from '../../../src/simulator/index.ts';
import { memoryBus } from '../../support/bus.ts';
import { memoryChannelStore } from '../../support/channels.ts';
import { memoryChannelCountStore, memoryRollingCountStore } from '../../support/cleanup.ts';
import { Crash } from '../../support/faults.ts';
import { ivsWorld } from '../../support/ivs/world.ts';
import { memoryCursorStore, memoryLeaseStore } from '../../support/leases.ts';
import {
  memoryDetailStore,
  memoryViewerDayStore,
  memoryViewerStore,
} from '../../support/memory-details.ts';
import { recordObservability } from '../../support/observability.ts';
import { TAG_KEYS } from '../../support/tag-keys.ts';

export const MINUTE = 60_000;
const START = Date.parse('2026-11-21T22:00:00.000Z');
const ACCOUNT_REGION = { region: 'us-west-2', account: '123456789012' };
/** Lambda tries an asynchronous invocation once, and retries it twice. */
const TRIES = 3;

export interface Channel {
  arn: string;
  key: string;
}
type Tools = ReconcileContext & SampleContext & RecordContext;

/**
 * The simulator with faults, on a manual clock, and our functions with stores in memory. A function
 * may crash before or after any call to a store.
 */
export function chaosWorld(seed: number, store: SessionStore, random: () => number) {
  const { clock, simulator, ivs, events } = ivsWorld({
    ...{ start: START, seed, viewerCountTimeout: 0.1 },
    delays: {
      ...{ streamStartMs: 3_000, sessionEndMs: 1_000, streamEndMs: 4_000 },
      starvationTimeoutMs: 30_000,
      // IVS shows ends and events late. It takes less than the two minutes that reconcile allows for.
      ...{ sessionEndTimeMs: 30_000, sessionEventsMs: 90_000 },
    },
  });
  const stores = {
    ...{
      store,
      bus: memoryBus(),
      details: memoryDetailStore(),
      viewers: memoryViewerStore(),
    },
    ...{
      ...{ cursors: memoryCursorStore(), viewerDays: memoryViewerDayStore() },
      leases: memoryLeaseStore(),
      channelCounts: memoryChannelCountStore(),
      deletions: memoryRollingCountStore(),
    },
    ...{ channels: memoryChannelStore(), ivs },
  };
  // Not a store: it never crashes, and its methods are synchronous.
  const knownIngest = new KnownIngest();
  const counts = { crashes: 0, events: 0 };

  const tools = (): Tools => ({
    ...{ ...recordObservability(), ...stores, retentionDays: 90, accountRegion: ACCOUNT_REGION },
    ...{ tagKeys: TAG_KEYS, knownIngest },
    ...{ clock, holder: `run-${random()}`, deadline: clock.now() + 2 * MINUTE },
    survey: { defaultGraceMs: 0, neverLiveMs: 0, endGraceMs: 0, rotationLimitWindowMs: 0 },
    ...{ auditIntervalMs: 0, audit: false },
  });

  /** @returns undefined if the run crashed */
  async function mayCrash<T>(chance: number, calls: number, run: (tools: Tools) => Promise<T>) {
    const willCrash = random() < chance;
    const crashing = willCrash
      ? withCrash(tools(), stores, Math.floor(random() * calls), random)
      : tools();
    try {
      return await run(crashing);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      counts.crashes++;
      return undefined;
    }
  }

  return {
    ...{ clock, simulator, stores, counts },
    /** A channel whose streams are recorded; those within five minutes of each other into one recording. */
    async addChannel(): Promise<Channel> {
      const { recordingConfiguration } = await simulator.call<{
        recordingConfiguration: { arn: string };
      }>('CreateRecordingConfiguration', {
        destinationConfiguration: { s3: { bucketName: 'recordings' } },
        recordingReconnectWindowSeconds: 300,
      });
      const { channel, streamKey } = await simulator.call<{
        channel: { arn: string };
        streamKey: { value: string };
      }>('CreateChannel', {
        name: 'Quiz',
        recordingConfigurationArn: recordingConfiguration.arn,
      });
      return { arn: channel.arn, key: streamKey.value };
    },
    /** Does something as an encoder. The simulator may refuse it. */
    encoder(act: () => unknown): void {
      try {
        act();
      } catch (error) {
        if (!(error instanceof ControlError)) throw error;
      }
    },
    /** Delivers the events that were not dropped to recordSessionEvent, with Lambda's retries. */
    async deliver(chance: number): Promise<void> {
      for (const raw of events.splice(0)) {
        counts.events++;
        for (let i = 0; i < TRIES; i++)
          if (await mayCrash(chance, 5, (crashing) => recordSessionEvent(raw, crashing))) break;
      }
    },
    /** One run. A run that crashes holds its lease until the lease ends. */
    async reconcile(chance: number, audit = false) {
      const report = await mayCrash(chance, 80, (crashing) => reconcile({ ...crashing, audit }));
      if (!report) clock.advance(3 * MINUTE);
      return report;
    },
    sample: (chance: number) => mayCrash(chance, 12, sampleViewers),
  };
}

/**
 * The same tools, with stores that crash at a certain call and at all later ones: before the call,
 * or after it.
 */
function withCrash<T extends object>(
  tools: T,
  stores: Record<string, object>,
  at: number,
  random: () => number,
): T {
  let calls = 0;
  const before = random() < 0.5;
  const wrap = (target: object) =>
    new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const number = calls++;
          if (number > at || (number === at && before)) throw new Crash();
          const answer: unknown = await member.apply(target, args);
          if (number === at) throw new Crash();
          return answer;
        };
      },
    });
  const crashing = Object.entries(stores).map(([name, target]) => [name, wrap(target)]);
  return { ...tools, ...Object.fromEntries(crashing) };
}
