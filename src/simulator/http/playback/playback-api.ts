import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import {
  authorizeStart,
  continuationProblem,
  sessionOf,
  useGrant,
  type ViewerRequest,
} from '../../playback/authorization/authorize-playback.ts';
import type { ChannelPlayback } from '../../playback/channel-playback.ts';
import { mediaPlaylistUri, type PlaybackPath, readPlaybackPath } from '../../playback/paths.ts';
import { mediaPlaylist, multivariantPlaylist, type Rendition } from '../../playback/playlists.ts';
import { renditionOf } from '../../playback/rendition.ts';
import type { PlaybackSession } from '../../playback/session-tokens.ts';
import type { SimulatedService } from '../../simulated-service.ts';
import type { Channel } from '../../state/resources.ts';
import { changeViewers } from '../../streams/change-viewers.ts';
import { isLive } from '../../streams/stream-session.ts';
import type { HttpExchange } from '../respond.ts';
import { answerPlaybackPreflight, PlaybackError, sendMedia, sendPlaybackError } from './respond.ts';
import { sendSegment } from './send-segment.ts';

/** The first player of a stream waits so long for the first segment. */
const FIRST_SEGMENT_MS = 10_000;
/** Says from which country a viewer comes. */
const COUNTRY_HEADER = 'x-ivs-simulator-country';

/** Answers a request of a player: for a playlist or a segment. */
export async function handlePlayback(
  exchange: HttpExchange,
  service: SimulatedService,
): Promise<void> {
  const { request, response, url } = exchange;
  if (request.method === 'OPTIONS') return answerPlaybackPreflight(response);
  try {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new PlaybackError(
        405,
        'method_not_allowed',
        `expected GET, received ${request.method}`,
      );
    }
    const path = readPlaybackPath(url.pathname);
    if (!path) throw new PlaybackError(404, 'not_found', 'the path names no playlist or segment');
    await answer(exchange, path, service);
  } catch (error) {
    if (!(error instanceof PlaybackError) || response.headersSent) throw error;
    sendPlaybackError(response, error);
  }
}

async function answer(
  exchange: HttpExchange,
  { channelArn, session: token, sequence }: PlaybackPath,
  service: SimulatedService,
): Promise<void> {
  const channel = service.resources.channels.get(channelArn);
  if (!channel) {
    throw new PlaybackError(404, 'channel_not_found', `the channel ${channelArn} does not exist`);
  }
  if (token === undefined) return sendMultivariantPlaylist(exchange, channel, service);
  const session = service.sessionTokens.read(token);
  if (session?.channelArn !== channelArn) {
    throw forbidden('the path has no token of this simulator');
  }
  const { origin } = exchange.request.headers;
  const problem = continuationProblem(service, channel, session, origin);
  if (problem !== undefined) throw forbidden(problem);
  sendMediaOf(exchange, session, sequence, service);
}

function sendMediaOf(
  { response }: HttpExchange,
  { id, channelArn }: PlaybackSession,
  sequence: number | undefined,
  service: SimulatedService,
): void {
  const playback = service.playback.watch(channelArn);
  if (!playback) throw notLive(channelArn);
  const { segments, hasEnded } = playback;
  if (sequence !== undefined) {
    changeViewers(service, (now) => service.viewers.watches(channelArn, id, now));
    sendSegment(response, segments, sequence, hasEnded);
  } else sendMedia(response, 'playlist', mediaPlaylist(segments, hasEnded));
}

async function sendMultivariantPlaylist(
  { request, response, url }: HttpExchange,
  channel: Channel,
  service: SimulatedService,
): Promise<void> {
  const { arn: channelArn } = channel;
  const viewer = viewerRequest(request.headers, url, service.settings.viewerCountry);
  const start = authorizeStart(service, channel, viewer);
  if ('problem' in start) throw forbidden(start.problem);
  const stream = service.sessions.activeOf(channelArn);
  if (!isLive(stream)) throw notLive(channelArn);
  const playback = await whenPlayable(channelArn, service);
  if (response.destroyed) return;
  const rendition = renditionOf(stream, playback);
  const problem = useGrant(service, start.grant, linesOf(rendition));
  if (problem !== undefined) throw forbidden(problem);
  const session = { id: randomUUID(), channelArn, ...sessionOf(start.grant) };
  const token = service.sessionTokens.issue(session);
  const uri = mediaPlaylistUri(channelArn, token);
  sendMedia(response, 'playlist', multivariantPlaylist({ ...rendition, uri }, service.now()));
}

/** Waits until the first segment is complete. @throws PlaybackError 404 if it does not come */
async function whenPlayable(
  channelArn: string,
  { playback, timers }: SimulatedService,
): Promise<ChannelPlayback> {
  const channel = playback.watch(channelArn);
  if (!channel) throw notLive(channelArn);
  if (channel.playableCodecs) return channel;
  await new Promise<void>((resolve) => {
    const stop = channel.onceReady(() => {
      cancel();
      resolve();
    });
    const cancel = timers.after(FIRST_SEGMENT_MS, () => {
      stop();
      resolve();
    });
  });
  if (!channel.playableCodecs) throw notLive(channelArn);
  return channel;
}

/** @returns the smaller side of the picture: an upright picture of 720 × 1280 has 720 lines as well */
function linesOf({ width, height }: Omit<Rendition, 'uri'>): number | undefined {
  return width === undefined || height === undefined ? undefined : Math.min(width, height);
}

function viewerRequest(headers: IncomingHttpHeaders, url: URL, country: string): ViewerRequest {
  const given = headers[COUNTRY_HEADER];
  return {
    token: url.searchParams.get('token') ?? undefined,
    origin: headers.origin,
    country: typeof given === 'string' ? given.toUpperCase() : country,
  };
}

const forbidden = (problem: string): PlaybackError => new PlaybackError(403, 'forbidden', problem);

const notLive = (channelArn: string): PlaybackError =>
  new PlaybackError(404, 'channel_not_live', `the channel ${channelArn} is not live`);
