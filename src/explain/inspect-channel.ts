import type { StreamStatusDeps } from '../channels/find-stream-status.ts';
import { latestSessions, type SessionReader } from '../channels/latest-sessions.ts';
import { readPolicy, type Tags } from '../channels/policy.ts';
import { fetchFinalStreamStatus } from '../channels/read-stream-status.ts';
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
import type { ChannelFacts } from './forecast.ts';

export interface InspectDeps {
  ivs: Pick<
    IvsApi,
    | 'batchGetChannels'
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
  clock: Clock;
}

/** What a pass notes of its looks for the next one: an explanation notes nothing. */
export const WRITES_NOTHING: StreamStatusDeps['channels'] = {
  addEvidence: async () => false,
  recordHistoryCheck: async () => undefined,
};

/** A channel, looked at as a pass looks at it right before it acts. */
export interface InspectedChannel {
  name: string;
  tags: Tags;
  situation: ChannelFacts;
  stream?: Stream;
  /** The last one of its stream key, if there was one. */
  revocation?: Revocation;
}

/** @returns undefined for a channel that IVS does not know */
export async function inspectChannel(
  channelArn: string,
  deps: InspectDeps,
): Promise<InspectedChannel | undefined> {
  const { ivs } = deps;
  const channel = await fetchChannel(ivs, channelArn);
  const keys = channel && (await ivs.listStreamKeys(channelArn));
  if (!channel || !keys) return undefined;
  const record = await recordOf(channelArn, deps);
  const summaries = await latestSessions(deps.sessions, record);
  const recordedStreamStatus = streamStatusOf(record, summaries, deps.clock.now());
  const reading = { ...deps, channels: WRITES_NOTHING };
  const { streamStatus, live = false, stream } = await fetchFinalStreamStatus(record, reading);
  const { name = '', tags = {} } = channel;
  const window = await windowOf(channel, new ReconnectWindows(ivs));
  const situation = {
    ...{ policy: readPolicy(tags), record, streamStatus, recordedStreamStatus, live, keys },
    ...(window !== undefined && { recordingWindow: window }),
  };
  const revocation = await deps.revocations.get(channelArn);
  return {
    ...{ name, tags, situation },
    ...(stream && { stream }),
    ...(revocation && { revocation }),
  };
}

/** The reconnect window of a channel's recording, ms; undefined if it is not recorded. */
export async function windowOf(
  { recordingConfigurationArn }: Pick<Channel, 'recordingConfigurationArn'>,
  windows: ReconnectWindows,
): Promise<number | 'unknown' | undefined> {
  return recordingConfigurationArn ? windows.windowOf(recordingConfigurationArn) : undefined;
}

/** What is known of the channel; of one that nobody noted anything of, its ARN. */
export async function recordOf(
  channelArn: string,
  { channels }: Pick<InspectDeps, 'channels'>,
): Promise<ChannelRecord> {
  const [record = { channelArn }] = await channels.get([channelArn]);
  return record;
}
