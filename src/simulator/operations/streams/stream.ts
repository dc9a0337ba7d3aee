import { serviceError } from '../../model/service-error.ts';
import type { SimulatedService } from '../../simulated-service.ts';
import { isLive, type StreamSession, timestamp } from '../../streams/stream-session.ts';
import { channelOf } from '../channels/channel.ts';

/**
 * @returns the live stream of a channel
 * @throws ServiceError ResourceNotFoundException without the channel, ChannelNotBroadcasting without a stream
 */
export function liveStreamOf(service: SimulatedService, channelArn: string): StreamSession {
  channelOf(service, channelArn);
  const session = service.sessions.activeOf(channelArn);
  if (isLive(session)) return session;
  throw serviceError('ChannelNotBroadcasting', `Channel: ${channelArn} is not broadcasting`);
}

/** @returns a live stream in the form of ListStreams */
export function streamSummary(session: StreamSession, service: SimulatedService): object {
  const { channelArn, streamId, health, startedAt = session.createdAt } = session;
  return {
    channelArn,
    streamId,
    state: 'LIVE',
    health,
    viewerCount: viewerCountOf(session, service),
    startTime: timestamp(startedAt),
  };
}

/** @returns -1 where it is not known, as IVS answers if its own request for it timed out */
function viewerCountOf(
  { channelArn, hasUnknownViewers = false }: StreamSession,
  { viewers, now }: SimulatedService,
): number {
  if (hasUnknownViewers && !viewers.isKnown(channelArn)) return -1;
  return viewers.count(channelArn, now());
}
