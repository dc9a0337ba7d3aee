import { serviceError } from '../../model/service-error.ts';
import { isOnAir, type StreamSession, timestamp } from '../../streams/session.ts';
import type { World } from '../../world.ts';
import { channelOf } from '../channels/channel.ts';

/**
 * The stream that viewers can watch on a channel.
 *
 * @throws ServiceError ResourceNotFoundException, or ChannelNotBroadcasting if there is none
 */
export function liveStreamOf(world: World, channelArn: string): StreamSession {
  channelOf(world, channelArn);
  const session = world.sessions.activeOf(channelArn);
  if (isOnAir(session)) return session;
  throw serviceError('ChannelNotBroadcasting', `Channel: ${channelArn} is not broadcasting`);
}

/** A live stream as lists show it. */
export function streamSummary(session: StreamSession, world: World): object {
  const { channelArn, streamId, health, startedAt = session.createdAt } = session;
  return {
    channelArn,
    streamId,
    state: 'LIVE',
    health,
    viewerCount: world.viewers.count(channelArn, world.now()),
    startTime: timestamp(startedAt),
  };
}
