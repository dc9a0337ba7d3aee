import type { LostEndsDeps } from '../channels/lost-ends.ts';
import { readPolicy, type Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { latestSessions, type SessionReader } from '../channels/sessions.ts';
import { fetchChannel, fetchFinalStreamStatus } from '../channels/snapshot.ts';
import type { ChannelStore } from '../channels/store.ts';
import { streamStatusOf } from '../channels/stream-status.ts';
import { ReconnectWindows } from '../cleanup/recordings.ts';
import type { StopStore } from '../cleanup/stops.ts';
import type { Channel, IvsApi, Stream } from '../ivs/api.ts';
import type { Clock } from '../platform/clock.ts';
import type { Revocation, RevocationStore } from '../revocation/store.ts';
import type { Situation } from './outlook.ts';

export interface LookDeps {
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
  stops: Pick<StopStore, 'pending'>;
  clock: Clock;
}

/** What a pass notes of its looks for the next one: an explanation notes nothing. */
export const NOTES_NOTHING: LostEndsDeps['channels'] = {
  addEvidence: async () => false,
  noteHistory: async () => undefined,
};

/** A channel, looked at as a pass looks at it right before it acts. */
export interface LookedAt {
  name: string;
  tags: Tags;
  situation: Situation;
  stream?: Stream;
  /** The last one of its stream key, if there was one. */
  revocation?: Revocation;
}

/** @returns undefined for a channel that IVS does not know */
export async function lookClosely(
  channelArn: string,
  deps: LookDeps,
): Promise<LookedAt | undefined> {
  const { ivs } = deps;
  const channel = await fetchChannel(ivs, channelArn);
  const keys = channel && (await ivs.listStreamKeys(channelArn));
  if (!channel || !keys) return undefined;
  const record = await recordOf(channelArn, deps);
  const summaries = await latestSessions(deps.sessions, record);
  const told = streamStatusOf(record, summaries, deps.clock.now());
  const reading = { ...deps, channels: NOTES_NOTHING };
  const { streamStatus, live = false, stream } = await fetchFinalStreamStatus(record, reading);
  const { name = '', tags = {} } = channel;
  const window = await windowOf(channel, new ReconnectWindows(ivs));
  const situation = {
    ...{ policy: readPolicy(tags), record, streamStatus, told, live, keys },
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
  return recordingConfigurationArn ? windows.of(recordingConfigurationArn) : undefined;
}

/** What is known of the channel; of one that nobody noted anything of, its ARN. */
export async function recordOf(
  channelArn: string,
  { channels }: Pick<LookDeps, 'channels'>,
): Promise<ChannelRecord> {
  const [record = { channelArn }] = await channels.get([channelArn]);
  return record;
}
