import { randomUUID } from 'node:crypto';
import type { AuditLog } from '../../src/channels/audit.ts';
import { markChannel } from '../../src/channels/mark.ts';
import type { PassDeps } from '../../src/channels/pass.ts';
import type { ChannelRecord } from '../../src/channels/record.ts';
import type { RollingCountStore } from '../../src/channels/rolling-count-store.ts';
import type { CleanupStopStore } from '../../src/cleanup/cleanup-stop.ts';
import { deleteDueChannels } from '../../src/cleanup/delete-due-channels.ts';
import type { StreamSummary } from '../../src/ivs/api.ts';
import type { InvocationIvs } from '../../src/ivs/client.ts';
import type { Bus } from '../../src/platform/bus.ts';
import { surveyChannels } from '../../src/reconcile/channels/survey.ts';
import { revokeStreamKeys } from '../../src/revocation/revoke-stream-keys.ts';
import type { RevocationStore } from '../../src/revocation/store.ts';
import type { SecretStore } from '../../src/rotation/hand-over/secret-store.ts';
import { rotateStreamKeys } from '../../src/rotation/rotate-stream-keys.ts';
import { recordSessionEvent } from '../../src/sessions/record-session-event.ts';
import type { Mode } from '../../src/settings/mode.ts';
import { memoryBus } from './bus.ts';
import { memoryAuditLog, memoryChannelStore } from './channels.ts';
import { memoryChannelCountStore, memoryRollingCountStore, memoryStopStore } from './cleanup.ts';
import { fakeClock } from './clock.ts';
import { IvsDouble, type RawEvent } from './ivs.ts';
import { memoryCursorStore, memoryLeaseStore } from './leases.ts';
import { memorySessionStore } from './memory-sessions.ts';
import { recordObservability } from './observability.ts';
import { memoryRevocationStore } from './revocations.ts';
import { memorySecrets } from './secrets.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** What a pass reads and writes. Tests wrap it with faults. */
export interface PassDependencies {
  ivs: InvocationIvs;
  channels: PassDeps['channels'];
  sessions: PassDeps['sessions'];
  audit: AuditLog;
  bus: Bus;
  secrets: SecretStore;
  revocations: RevocationStore;
  stops: CleanupStopStore;
  deletions: RollingCountStore;
  rotations: RollingCountStore;
}

/** Cleanup, rotation, revocation, survey and the event functions over stores and an IVS double in memory. */
export function autopilot({
  defaultGraceMs = 10 * MINUTE,
  endGraceMs = 5 * MINUTE,
  neverLiveMs = 0,
  limits = { maxDeletes: 100_000, maxShare: 1, windowMs: 24 * HOUR },
  rotationLimits = { max: 100_000, maxShare: 1, windowMs: 24 * HOUR },
} = {}) {
  const clock = fakeClock();
  const ivs = new IvsDouble(clock);
  const channels = memoryChannelStore();
  const sessions = memorySessionStore();
  const audit = memoryAuditLog();
  const [leases, cursors] = [memoryLeaseStore(), memoryCursorStore()];
  const [bus, secrets, revocations] = [memoryBus(), memorySecrets(), memoryRevocationStore()];
  const [channelCounts, stops] = [memoryChannelCountStore(), memoryStopStore()];
  const [deletions, rotations] = [memoryRollingCountStore(), memoryRollingCountStore()];
  const rules = { defaultGraceMs, neverLiveMs };
  const seen = recordObservability();
  const accountRegion = { region: 'us-west-2', account: '123456789012' };
  let runs = 0;
  const inner: PassDependencies = {
    ivs,
    channels,
    sessions,
    audit,
    bus,
    secrets,
    revocations,
    stops,
    deletions,
    rotations,
  };
  const deps = (dependencies: PassDependencies = inner): PassDependencies & PassDeps => ({
    ...{ ...dependencies, leases, clock, log: seen.log, metrics: seen.metrics },
    holder: `run-${++runs}`,
    deadline: clock.now() + MINUTE,
    workers: 3,
  });
  return {
    ...{ clock, ivs, channels, sessions, audit, leases, cursors, ...seen, inner },
    ...{ bus, secrets, revocations, channelCounts, stops, deletions, rotations },
    record: (arn: string): ChannelRecord | undefined => channels.records.get(arn),
    /** Delivers an event to one of the two functions that receive IVS events. */
    async deliverTo(listener: 'recordSessionEvent' | 'markChannel', raw: RawEvent): Promise<void> {
      if (listener === 'markChannel') await markChannel(raw, { ...seen, channels, accountRegion });
      else {
        const recorder = { store: sessions, bus, clock, retentionDays: 90 };
        await recordSessionEvent(raw, { ...seen, ...recorder, accountRegion });
      }
    },
    /** Delivers events to both functions; by default, all events that have happened. */
    async deliver(events: RawEvent[] = ivs.events.splice(0)): Promise<void> {
      for (const raw of events) {
        await this.deliverTo('recordSessionEvent', raw);
        await this.deliverTo('markChannel', raw);
      }
    },
    cleanup: (
      mode: Mode = 'apply',
      dependencies?: PassDependencies,
      more: Partial<Pick<PassDeps, 'leases'>> = {},
    ) =>
      deleteDueChannels({
        ...deps(dependencies),
        ...more,
        channelCounts,
        settings: { ...rules, mode, limits },
      }),
    rotate: (mode: Mode = 'apply', dependencies?: PassDependencies) =>
      rotateStreamKeys({
        ...deps(dependencies),
        settings: { mode, endGraceMs },
        ...{ channelCounts, limits: rotationLimits },
        overdueAlarmMs: 24 * HOUR,
      }),
    revoke: (request: object, dependencies?: PassDependencies) =>
      revokeStreamKeys(request, { ...deps(dependencies), accountRegion, newId: randomUUID }),
    /** @param shouldRelease asked after each page: whether another function waits for the lease */
    async survey(
      dependencies: PassDependencies = inner,
      { rotationOff = false, shouldRelease = async () => false } = {},
    ) {
      const { items } = await ivs.listStreams();
      const live = new Map<string, StreamSummary>(
        items.map((item) => [String(item.channelArn), item]),
      );
      const lease = { shouldRelease };
      const rotationLimitWindowMs = rotationLimits.windowMs;
      const settings = { ...rules, endGraceMs, rotationOff, rotationLimitWindowMs };
      return surveyChannels({
        ...deps(dependencies),
        cursors,
        channelCounts,
        lease,
        live,
        settings,
      });
    },
    /** Starts a stream, ends it after `ms` and delivers its events. @returns its id */
    async stream(arn: string, ms = MINUTE): Promise<string> {
      const streamId = ivs.connect(arn);
      if (streamId === undefined) throw new Error('the encoder cannot connect');
      clock.advance(2_000);
      ivs.start(arn);
      clock.advance(ms);
      ivs.disconnect(arn);
      await this.deliver();
      return streamId;
    },
  };
}
