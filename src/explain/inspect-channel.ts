import type { ChannelCountStore } from '../channels/channel-count.ts';
import type { StreamStatusDeps } from '../channels/find-stream-status.ts';
import { latestSessions, type SessionReader } from '../channels/latest-sessions.ts';
import { readPolicy, type TagKeys, type Tags } from '../channels/policy.ts';
import { fetchStreamStatus } from '../channels/read-stream-status.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { fetchChannel } from '../channels/snapshot.ts';
import type { ChannelStore } from '../channels/store.ts';
import { streamStatusOf } from '../channels/stream-status.ts';
import type { CleanupStopStore } from '../cleanup/cleanup-stop.ts';
import { ReconnectWindows } from '../cleanup/reconnect-windows.ts';
import type { Channel, IvsApi, Stream } from '../ivs/api.ts';
import type { Clock } from '../platform/clock.ts';
import type { Revocation } from '../revocation/revocation.ts';
import type { RevocationStore } from '../revocation/store.ts';
import type { ChannelFacts } from './channel-facts.ts';

/** All of these only read. */
export interface InspectDeps {
  ivs: Pick<
    IvsApi,
    | 'batchGetChannels'
    | 'findChannels'
    | 'getRecordingConfiguration'
    | 'getStream'
    | 'getStreamSession'
    | 'listChannels'
    | 'listStreamKeys'
    | 'listStreams'
  >;
  channels: Pick<ChannelStore, 'get'>;
  sessions: SessionReader;
  revocations: Pick<RevocationStore, 'get'>;
  stops: Pick<CleanupStopStore, 'pending'>;
  channelCounts: Pick<ChannelCountStore, 'last'>;
  clock: Clock;
  /** The keys of the tags that this stage obeys. */
  tagKeys: TagKeys;
}

/** A pass stores what IVS answers. An explanation does not: it changes nothing. */
export const WRITES_NOTHING: StreamStatusDeps['channels'] = {
  addEvidence: async () => false,
  recordHistoryCheck: async () => undefined,
};

/** A channel with everything that a pass reads right before it acts. */
export interface InspectedChannel {
  name: string;
  tags: Tags;
  facts: ChannelFacts;
  stream?: Stream;
  /** The last revocation of its stream key, if there was one. */
  revocation?: Revocation;
}

/** @returns undefined if the channel does not exist in IVS */
export async function inspectChannel(
  channelArn: string,
  deps: InspectDeps,
): Promise<InspectedChannel | undefined> {
  const { ivs, sessions, clock, revocations } = deps;
  const channel = await fetchChannel(ivs, channelArn);
  const keys = channel && (await ivs.listStreamKeys(channelArn));
  if (!channel || !keys) return undefined;
  const { name = '', tags = {} } = channel;
  const record = await recordOf(channelArn, deps);
  const summaries = await latestSessions(sessions, record);
  const recordedStreamStatus = streamStatusOf(record, summaries, clock.now());
  const readOnly = { ...deps, channels: WRITES_NOTHING };
  const { streamStatus, live = false, stream } = await fetchStreamStatus(record, readOnly);
  const recordingWindow = await recordingWindowOf(channel, new ReconnectWindows(ivs));
  const facts: ChannelFacts = {
    ...{
      policy: readPolicy(tags, deps.tagKeys),
      record,
      streamStatus,
      recordedStreamStatus,
      live,
      keys,
    },
    ...(recordingWindow !== undefined && { recordingWindow }),
  };
  const revocation = await revocations.get(channelArn);
  return { name, tags, facts, ...(stream && { stream }), ...(revocation && { revocation }) };
}

/**
 * @returns the reconnect window of the channel's recording configuration in ms; `unknown` if the
 *   configuration does not exist; undefined if the channel does not record
 */
export async function recordingWindowOf(
  { recordingConfigurationArn }: Pick<Channel, 'recordingConfigurationArn'>,
  windows: ReconnectWindows,
): Promise<number | 'unknown' | undefined> {
  return recordingConfigurationArn ? windows.windowOf(recordingConfigurationArn) : undefined;
}

/** The channel's record; an empty one if the table has none. */
export async function recordOf(
  channelArn: string,
  { channels }: Pick<InspectDeps, 'channels'>,
): Promise<ChannelRecord> {
  const [record = { channelArn }] = await channels.get([channelArn]);
  return record;
}
