import type { StreamSession } from '../../ivs/api.ts';
import type { ChannelAtStart, SessionDetails, SessionIngest } from './store.ts';

/** The details that only GetStreamSession provides. Members that IVS leaves empty are absent. */
export function detailsOf(
  session: StreamSession | undefined,
): Pick<SessionDetails, 'channel' | 'ingest'> {
  const channel = channelOf(session);
  const ingest = ingestOf(session);
  return { ...(channel && { channel }), ...(ingest && { ingest }) };
}

function channelOf(session: StreamSession | undefined): ChannelAtStart | undefined {
  const { name, type, latencyMode, recordingConfigurationArn, tags = {} } = session?.channel ?? {};
  return definedMembers({
    ...{ name, type, latencyMode, recordingConfigurationArn },
    tags: Object.keys(tags).length > 0 ? tags : undefined,
  });
}

/**
 * Multitrack video has several tracks. The first is used, as in the deprecated
 * `ingestConfiguration`.
 */
function ingestOf(session: StreamSession | undefined): SessionIngest | undefined {
  const { ingestConfigurations, ingestConfiguration } = session ?? {};
  const video = ingestConfigurations?.videoConfigurations?.[0] ?? ingestConfiguration?.video;
  const audio = ingestConfigurations?.audioConfigurations?.[0] ?? ingestConfiguration?.audio;
  return definedMembers({
    video: definedMembers({
      codec: video?.codec,
      encoder: video?.encoder,
      width: video?.videoWidth,
      height: video?.videoHeight,
      framerate: video?.targetFramerate,
      bitrate: video?.targetBitrate,
    }),
    audio: definedMembers({
      codec: audio?.codec,
      channels: audio?.channels,
      sampleRate: audio?.sampleRate,
      bitrate: audio?.targetBitrate,
    }),
  });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/**
 * Removes members that IVS does not know: it leaves them out, or answers with an empty string or 0.
 *
 * @returns undefined if no member remains
 */
function definedMembers<T extends Record<string, unknown>>(members: T): Defined<T> | undefined {
  const defined = Object.entries(members).filter(
    ([, value]) => value !== undefined && value !== '' && value !== 0,
  );
  return defined.length > 0 ? (Object.fromEntries(defined) as Defined<T>) : undefined;
}
