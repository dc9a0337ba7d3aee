import { randomUUID } from 'node:crypto';
import { markChannel } from '../../../src/channels/mark.ts';
import { openIvs } from '../../../src/ivs/client.ts';
import { revokeStreamKeys } from '../../../src/revocation/revoke-stream-keys.ts';
import { KeyCreations } from '../../../src/rotation/key-creations.ts';
import { rotateStreamKeys } from '../../../src/rotation/rotate-stream-keys.ts';
import { recordSessionEvent } from '../../../src/sessions/record-session-event.ts';
import { createSimulator, type IvsEventBridgeEvent } from '../../../src/simulator/index.ts';
import type { PassDependencies } from '../../support/autopilot.ts';
import { memoryBus } from '../../support/bus.ts';
import { memoryAuditLog, memoryChannelStore } from '../../support/channels.ts';
import {
  memoryChannelCountStore,
  memoryRollingCountStore,
  memoryStopStore,
} from '../../support/cleanup.ts';
import { simulatorSdk } from '../../support/ivs/simulator-sdk.ts';
import { testClock } from '../../support/ivs/test-clock.ts';
import { memoryLeaseStore } from '../../support/leases.ts';
import { memorySessionStore } from '../../support/memory-sessions.ts';
import { memoryTable } from '../../support/memory-table/memory-table.ts';
import { recordObservability } from '../../support/observability.ts';
import { memoryRevocationStore } from '../../support/revocations.ts';
import { memorySecrets } from '../../support/secrets.ts';
import { TAG_KEYS } from '../../support/tag-keys.ts';

export const MINUTE = 60_000;
const VALUE = /sk_us-west-2_\w+/;

interface Key {
  arn: string;
  value: string;
}

/**
 * Rotation and revocation with the real paced client, on a simulator in this process.
 *
 * @param keySecrets false: values are stored nowhere, as if the setting were empty
 */
export function keyWorld(seed = 7, keySecrets = true) {
  const time = testClock();
  const events: IvsEventBridgeEvent[] = [];
  const emit = (event: IvsEventBridgeEvent) => void events.push(event);
  const simulator = createSimulator({ clock: time, emit, seed, quotas: { enforce: true } });
  const ivs = openIvs(simulatorSdk(simulator), 1);
  const memory = memoryTable();
  const channels = memoryChannelStore(memory, time);
  const [sessions, audit] = [memorySessionStore(memory), memoryAuditLog(memory)];
  const [bus, secrets, revocations] = [memoryBus(), memorySecrets(), memoryRevocationStore(memory)];
  const leases = memoryLeaseStore(memory);
  const creations = new KeyCreations();
  const seen = recordObservability();
  const accountRegion = { region: 'us-west-2', account: '123456789012' };
  let runs = 0;
  const during = () => {
    const deadline = time.now() + 50_000;
    const context = { clock: time, log: seen.log, metrics: seen.metrics, deadline };
    const inner: PassDependencies = {
      ivs: ivs.during(context),
      ...{ channels, sessions, audit, bus, secrets, revocations, stops: memoryStopStore(memory) },
      deletions: memoryRollingCountStore('deletions', memory),
      rotations: memoryRollingCountStore('rotations', memory),
    };
    return { inner, others: { ...context, tagKeys: TAG_KEYS, leases, holder: `run-${++runs}` } };
  };
  type Wrap = (inner: PassDependencies) => PassDependencies;
  const withoutUnsetSecrets = ({ secrets: store, ...others }: PassDependencies) => ({
    ...others,
    ...(keySecrets && { secrets: store }),
  });
  const unchanged: Wrap = (inner) => inner;
  const settings = { mode: 'apply' as const, endGraceMs: 0 };
  return {
    ...{ time, simulator, channels, audit, bus, secrets, revocations, leases, ...seen },
    async createChannel(tags: Record<string, string> = {}) {
      const { channel, streamKey } = await simulator.call<{
        channel: { arn: string };
        streamKey: Key;
      }>('CreateChannel', { name: 'show', tags });
      return { arn: channel.arn, key: streamKey };
    },
    /** The channel's keys. The clock advances by a second first, so that no quota refuses the requests. */
    async keys(channelArn: string): Promise<Key[]> {
      time.advance(1_000);
      const { streamKeys } = await simulator.call<{ streamKeys: { arn: string }[] }>(
        'ListStreamKeys',
        { channelArn, maxResults: 50 },
      );
      const found: Key[] = [];
      for (const { arn } of streamKeys)
        found.push((await simulator.call<{ streamKey: Key }>('GetStreamKey', { arn })).streamKey);
      return found;
    },
    async deliver(): Promise<void> {
      for (const event of events.splice(0)) {
        const recorder = {
          ...seen,
          store: sessions,
          bus: memoryBus(),
          clock: time,
          retentionDays: 90,
          accountRegion,
        };
        await recordSessionEvent(event, recorder);
        await markChannel(event, { ...seen, channels, accountRegion });
      }
    },
    rotate(wrap: Wrap = unchanged) {
      const { inner, others } = during();
      return rotateStreamKeys({
        ...others,
        ...withoutUnsetSecrets(wrap(inner)),
        settings,
        creations,
        overdueAlarmMs: 0,
        channelCounts: memoryChannelCountStore(),
        limits: { max: 100, maxShare: 1, windowMs: 1_440 * MINUTE },
      });
    },
    revoke(request: object, wrap: Wrap = unchanged, caller?: string) {
      const { inner, others } = during();
      return revokeStreamKeys(request, {
        ...(caller !== undefined && { caller }),
        ...others,
        ...withoutUnsetSecrets(wrap(inner)),
        accountRegion,
        newId: randomUUID,
      });
    },
    /** Everything that was stored, published, logged or counted, and that contains a key's value. */
    leaks(): string[] {
      const all = [
        ...[...channels.records.values(), ...revocations.all.values()],
        ...[...audit.entries, ...bus.events, ...seen.lines, seen.counts],
        ...[...sessions.events.values(), ...sessions.summaries.values()],
      ];
      return all.map((each) => JSON.stringify(each)).filter((text) => VALUE.test(text));
    },
  };
}
