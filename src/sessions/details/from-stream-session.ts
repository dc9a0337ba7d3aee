import type { StreamSession } from '../../ivs/api.ts';
import type { ChannelAtStart, Ingest, SessionDetails } from './store.ts';

/** What GetStreamSession tells of a session that no event tells. Members that it leaves empty are absent. */
export function detailsOf(
  session: StreamSession | undefined,
): Pick<SessionDetails, 'channel' | 'ingest'> {
  const channel = channelOf(session);
  const ingest = ingestOf(session);
  return { ...(channel && { channel }), ...(ingest && { ingest }) };
}

function channelOf(session: StreamSession | undefined): ChannelAtStart | undefined {
  const { name, type, latencyMode, recordingConfigurationArn, tags = {} } = session?.channel ?? {};
  return known({
    ...{ name, type, latencyMode, recordingConfigurationArn },
    tags: Object.keys(tags).length > 0 ? tags : undefined,
  });
}

/** Of several tracks (multitrack video) the first, as in the deprecated `ingestConfiguration`. */
function ingestOf(session: StreamSession | undefined): Ingest | undefined {
  const { ingestConfigurations, ingestConfiguration } = session ?? {};
  const video = ingestConfigurations?.videoConfigurations?.[0] ?? ingestConfiguration?.video;
  const audio = ingestConfigurations?.audioConfigurations?.[0] ?? ingestConfiguration?.audio;
  return known({
    video: known({
      codec: video?.codec,
      encoder: video?.encoder,
      width: video?.videoWidth,
      height: video?.videoHeight,
      framerate: video?.targetFramerate,
      bitrate: video?.targetBitrate,
    }),
    audio: known({
      codec: audio?.codec,
      channels: audio?.channels,
      sampleRate: audio?.sampleRate,
      bitrate: audio?.targetBitrate,
    }),
  });
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** @returns undefined if nothing is left */
function known<T extends Record<string, unknown>>(members: T): Known<T> | undefined {
  const left = Object.entries(members).filter(([, value]) => value !== undefined && value !== '');
  return left.length > 0 ? (Object.fromEntries(left) as Known<T>) : undefined;
}
