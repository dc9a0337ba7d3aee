import { notFound } from '../../model/service-error.ts';
import type { SimulatedService } from '../../simulated-service.ts';
import { type StreamSession, timestamp } from '../../streams/stream-session.ts';

/**
 * The sessions of a channel, newest first, also of one that was deleted in the last 60 days.
 *
 * @throws ServiceError ResourceNotFoundException for a channel that is not, nor left any session
 */
export function sessionsOf(
  { resources, sessions, now }: SimulatedService,
  channelArn: string,
): StreamSession[] {
  const found = sessions.ofChannel(channelArn, now());
  if (found.length === 0 && !resources.channels.get(channelArn)) throw notFound(channelArn);
  return found;
}

/** When viewers could watch: absent before Stream Start, and before its end. */
export function sessionTimes({ startedAt, endedAt }: StreamSession): object {
  return {
    startTime: startedAt === undefined ? undefined : timestamp(startedAt),
    endTime: endedAt === undefined ? undefined : timestamp(endedAt),
  };
}
