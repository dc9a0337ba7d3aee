import { multivariantLines, type Rendition } from '../playback/playlists.ts';
import { timestamp } from '../streams/stream-session.ts';

// The playlists and JSON files of a recording, as IVS writes them to S3.
// https://docs.aws.amazon.com/ivs/latest/LowLatencyUserGuide/record-to-s3.html

export const HLS_FOLDER = 'media/hls';
export const THUMBNAIL_FOLDER = 'media/thumbnails';
export const MASTER = 'master.m3u8';
export const PLAYLIST = 'playlist.m3u8';

/** A recorded segment. */
export interface RecordedSegment {
  seconds: number;
  /** ms since the epoch. */
  startedAt: number;
  isDiscontinuity: boolean;
}

/** What the JSON files of a recording tell. */
export interface RecordingFacts {
  channelArn: string;
  startedAt: number;
  /** Undefined before the first segment. */
  rendition: Omit<Rendition, 'uri'> | undefined;
}

/** How a recording ended. */
export interface RecordingEnd {
  endedAt: number;
  durationMs: number;
  /** Why it failed; undefined if it did not. */
  failure?: string | undefined;
}

/** @returns the folder of a rendition, such as `720p30` */
export function renditionFolder(rendition: Omit<Rendition, 'uri'> | undefined): string {
  const { height, framesPerSecond = 30 } = rendition ?? {};
  return height === undefined ? 'source' : `${height}p${Math.round(framesPerSecond)}`;
}

/** @returns the content of `recording-started.json`, or of the file of its end */
export function recordingDocument(facts: RecordingFacts, end?: RecordingEnd): string {
  const { channelArn, startedAt, rendition } = facts;
  const document = {
    version: 'v1',
    channel_arn: channelArn,
    recording_started_at: timestamp(startedAt),
    ...(end && { recording_ended_at: timestamp(end.endedAt) }),
    recording_status: statusOf(end),
    ...(end?.failure !== undefined && { recording_status_message: end.failure }),
    media: {
      hls: {
        ...(end && { duration_ms: end.durationMs }),
        path: HLS_FOLDER,
        playlist: MASTER,
        renditions: rendition ? [renditionMembers(rendition)] : [],
      },
      thumbnails: { path: THUMBNAIL_FOLDER, ...resolutionMembers(rendition) },
    },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function statusOf(end: RecordingEnd | undefined): string {
  if (!end) return 'RECORDING_STARTED';
  return end.failure === undefined ? 'RECORDING_ENDED' : 'RECORDING_ENDED_WITH_FAILURE';
}

const renditionMembers = (rendition: Omit<Rendition, 'uri'>) => ({
  path: renditionFolder(rendition),
  playlist: PLAYLIST,
  ...resolutionMembers(rendition),
});

const resolutionMembers = (rendition: Omit<Rendition, 'uri'> | undefined) =>
  rendition?.width === undefined
    ? {}
    : { resolution_height: rendition.height, resolution_width: rendition.width };

/** @returns the multivariant playlist of a recording */
export const masterPlaylist = (rendition: Omit<Rendition, 'uri'>): string =>
  `${['#EXTM3U', '#EXT-X-VERSION:3', ...multivariantLines({ ...rendition, uri: `${renditionFolder(rendition)}/${PLAYLIST}` })].join('\n')}\n`;

/** @returns the media playlist of a recording, which grows until the recording has ended */
export function recordedPlaylist(segments: readonly RecordedSegment[], hasEnded: boolean): string {
  const longest = Math.max(2, ...segments.map(({ seconds }) => Math.round(seconds)));
  const all = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-PLAYLIST-TYPE:EVENT',
    `#EXT-X-TARGETDURATION:${longest}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    ...segments.flatMap(({ seconds, startedAt, isDiscontinuity }, n) => [
      ...(isDiscontinuity ? ['#EXT-X-DISCONTINUITY'] : []),
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(startedAt).toISOString()}`,
      `#EXTINF:${seconds.toFixed(3)},`,
      `${n}.ts`,
    ]),
    ...(hasEnded ? ['#EXT-X-ENDLIST'] : []),
  ];
  return `${all.join('\n')}\n`;
}
