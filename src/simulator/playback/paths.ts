import { formatArn, parseArn } from '../../ivs/arn.ts';
import type { Settings } from '../options.ts';
import type { Ids } from '../state/ids.ts';

/** All paths that players use begin so. */
export const PLAYBACK_PREFIX = '/api/video/v1/';
/** The key of a file of a recording follows. */
export const RECORDINGS_PREFIX = '/recordings/';

/** @returns whether a path is one of players, which web pages of every origin may read */
export const isPlayerPath = (pathname: string): boolean =>
  pathname.startsWith(PLAYBACK_PREFIX) || pathname.startsWith(RECORDINGS_PREFIX);

/** What a path of a player names. */
export interface PlaybackPath {
  channelArn: string;
  /** The token of a playback session; undefined for the multivariant playlist, which begins one. */
  session?: string;
  /** The media sequence number of a segment; undefined for a playlist. */
  sequence?: number;
}

const FORM =
  /^\/api\/video\/v1\/([a-z0-9-]+)\.(\d{12})\.channel\.([A-Za-z0-9-]+)(?:\.m3u8|\/([\w.-]+)\/(?:playlist\.m3u8|(\d{1,15})\.ts))$/;

/** @returns what `playbackUrl` of a channel is */
export function playbackUrl(
  arn: string,
  { playback, endpoint }: Pick<Settings, 'playback' | 'endpoint'>,
  { subdomain }: Pick<Ids, 'subdomain'>,
): string {
  const { region = '', account = '', id = '' } = parseArn(arn) ?? {};
  const path = `${PLAYBACK_PREFIX}${region}.${account}.channel.${id}.m3u8`;
  if (playback === 'local') return endpoint.replace(/\/+$/, '') + path;
  return `https://${subdomain}.${region}.playback.live-video.net${path}`;
}

/** @returns undefined for any other path */
export function readPlaybackPath(pathname: string): PlaybackPath | undefined {
  const [, region, account, id, session, sequence] = FORM.exec(pathname) ?? [];
  if (region === undefined || account === undefined || id === undefined) return undefined;
  return {
    channelArn: formatArn({ region, account, type: 'channel', id }),
    ...(session !== undefined && { session }),
    ...(sequence !== undefined && { sequence: Number(sequence) }),
  };
}

/** @returns the path of the media playlist, from that of the multivariant playlist */
export function mediaPlaylistUri(channelArn: string, session: string): string {
  const { region = '', account = '', id = '' } = parseArn(channelArn) ?? {};
  return `${region}.${account}.channel.${id}/${session}/playlist.m3u8`;
}
