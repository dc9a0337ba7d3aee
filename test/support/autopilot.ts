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
import { KeyCreations } from '../../src/rotation/key-creations.ts';
import { rotateStreamKeys } from '../../src/rotation/rotate-stream-keys.ts';
import { recordSessionEvent } from '../../src/sessions/record-session-event.ts';
import type { Mode } from '../../src/settings/mode.ts';
import { memoryBus } from './bus.ts';
import { memoryAuditLog, memoryChannelStore } from './channels.ts';
import { memoryChannelCountStore, memoryRollingCountStore, memoryStopStore } from './cleanup.ts';
import type { Interceptors } from './intercept.ts';
import { interceptIvs } from './ivs/intercept.ts';
import { simulatedIvs } from './ivs/simulated-ivs.ts';
import { type IvsWorldOptions, ivsWorld } from './ivs/world.ts';
import { memoryCursorStore, memoryLeaseStore } from './leases.ts';
import { memorySessionStore } from './memory-sessions.ts';
import { memoryTable } from './memory-table/memory-table.ts';
import { recordObservability } from './observability.ts';
import { memoryRevocationStore } from './revocations.ts';
import { memorySecrets } from './secrets.ts';
import { TAG_KEYS } from './tag-keys.ts';

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

/** More than any test needs. */
const MANY = 100_000;

/** Cleanup, rotation, revocation, survey and the event functions over a simulator and a table in memory. */
export function autopilot({
  defaultGraceMs = 10 * MINUTE,
  endGraceMs = 5 * MINUTE,
  neverLiveMs = 0,
  limits = { maxDeletes: 100_000, maxShare: 1, windowMs: 24 * HOUR },
  rotationLimits = { max: 100_000, maxShare: 1, windowMs: 24 * HOUR },
  ivs: ivsOptions = {} as IvsWorldOptions,
  tagKeys = TAG_KEYS,
} = {}) {
  const resources = { channels: MANY, concurrentStreams: MANY };
  const account = ivsWorld({ quotas: { enforce: false, resources }, ...ivsOptions });
  const { clock, simulator, events } = account;
  /** The end of the run that began last. */
  let deadline = Number.POSITIVE_INFINITY;
  const ivs = simulatedIvs(account.sdk, {
    clock,
    get deadline() {
      return deadline;
    },
  });
  const memory = memoryTable();
  const channels = memoryChannelStore(memory, clock);
  const [sessions, audit] = [memorySessionStore(memory), memoryAuditLog(memory)];
  const [leases, cursors] = [memoryLeaseStore(memory), memoryCursorStore(memory)];
  const [bus, secrets, revocations] = [memoryBus(), memorySecrets(), memoryRevocationStore(memory)];
  const [channelCounts, stops] = [memoryChannelCountStore(memory), memoryStopStore(memory)];
  const deletions = memoryRollingCountStore('deletions', memory);
  const rotations = memoryRollingCountStore('rotations', memory);
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
  const deps = (dependencies: PassDependencies = inner): PassDependencies & PassDeps => {
    deadline = clock.now() + MINUTE;
    const shared = { leases, clock, tagKeys, log: seen.log, metrics: seen.metrics };
    return { ...dependencies, ...shared, holder: `run-${++runs}`, deadline, workers: 3 };
  };
  const creations = new KeyCreations();
  return {
    ...account,
    ...{ channels, sessions, audit, leases, cursors, ...seen, inner },
    ...{ bus, secrets, revocations, channelCounts, stops, deletions, rotations },
    record: (arn: string): ChannelRecord | undefined => channels.records.get(arn),
    /** The dependencies of a pass, with something in place of single requests to IVS. */
    withIvs: (interceptors: Interceptors<InvocationIvs>): PassDependencies => ({
      ...inner,
      ivs: interceptIvs(ivs, interceptors),
    }),
    /** Delivers an event to one of the two functions that receive IVS events. */
    async deliverTo(listener: 'recordSessionEvent' | 'markChannel', raw: object): Promise<void> {
      if (listener === 'markChannel') await markChannel(raw, { ...seen, channels, accountRegion });
      else {
        const recorder = { store: sessions, bus, clock, retentionDays: 90 };
        await recordSessionEvent(raw, { ...seen, ...recorder, accountRegion });
      }
    },
    /** Delivers events to both functions; by default, all events that have happened. */
    async deliver(delivered: readonly object[] = events.splice(0)): Promise<void> {
      for (const raw of delivered) {
        await this.deliverTo('recordSessionEvent', raw);
        await this.deliverTo('markChannel', raw);
      }
    },
    cleanup: (
      mode: Mode = 'apply',
      dependencies?: PassDependencies,
      more: Partial<Pick<PassDeps, 'leases' | 'tagKeys'>> = {},
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
        creations,
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
      const { items } = await account.ivs.listStreams();
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
      const streamId = account.connect(arn);
      clock.advance(2_000);
      account.startStream(arn);
      clock.advance(ms);
      account.endStream(arn);
      await this.deliver();
      return streamId;
    },
    /** A short stream on each channel. Its events have not been delivered. */
    streamBriefly(arns: readonly string[]): void {
      for (const arn of arns) {
        account.goLive(arn);
        account.endStream(arn);
      }
    },
    /** EventBridge loses all events that have not been delivered. */
    loseEvents(): void {
      events.length = 0;
    },
    /** @returns the ARNs of new channels */
    async createChannels(count: number, tags: Record<string, string> = {}): Promise<string[]> {
      const arns: string[] = [];
      for (let i = 0; i < count; i++) arns.push(await account.createChannel(tags));
      return arns;
    },
    /** The stream keys of a channel, oldest first. */
    keys: (arn: string) => account.channel(arn)?.streamKeys ?? [],
    /** Tags a channel's stream key. */
    async tagKey(arn: string, tags: Record<string, string>): Promise<void> {
      for (const keyArn of account.keyArns(arn)) await account.tag(keyArn, tags);
    },
    /**
     * The channels record from now on.
     *
     * @param seconds the reconnect window; absent: that of IVS
     */
    async recordStreams(arns: readonly string[], seconds?: number): Promise<void> {
      const { recordingConfiguration } = await simulator.call<{
        recordingConfiguration: { arn: string };
      }>('CreateRecordingConfiguration', {
        destinationConfiguration: { s3: { bucketName: 'recordings' } },
        ...(seconds !== undefined && { recordingReconnectWindowSeconds: seconds }),
      });
      clock.advance(1_000);
      const recordingConfigurationArn = recordingConfiguration.arn;
      for (const arn of arns)
        await simulator.call('UpdateChannel', { arn, recordingConfigurationArn });
    },
    /** Somebody creates another key for a channel, which a higher quota allows. @returns its ARN */
    async addKey(arn: string): Promise<string> {
      simulator.setQuotas({ resources: { streamKeysPerChannel: 2 } });
      const { streamKey } = await simulator.call<{ streamKey: { arn: string } }>(
        'CreateStreamKey',
        { channelArn: arn },
      );
      return streamKey.arn;
    },
    /** Somebody deletes the stream key of a channel. */
    async deleteKey(arn: string): Promise<void> {
      for (const keyArn of account.keyArns(arn))
        await simulator.call('DeleteStreamKey', { arn: keyArn });
    },
    /** Somebody deletes a channel. */
    async deleteChannel(arn: string): Promise<void> {
      await simulator.call('DeleteChannel', { arn });
    },
    /** Whether IVS has the channel. */
    exists: (arn: string): boolean => account.channel(arn) !== undefined,
    /** How often an operation was requested so far. */
    requested: (operation: string): number =>
      account.requests.filter((request) => request.operation === operation).length,
  };
}
