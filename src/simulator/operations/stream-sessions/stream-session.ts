import { notFound } from '../../model/service-error.ts';
import type { SimulatedService } from '../../simulated-service.ts';
import { type StreamSession, timestamp } from '../../streams/stream-session.ts';

/**
 * @returns the sessions of a channel that requests show, newest first, also of a channel that was deleted in the last
 *   60 days
 * @throws ServiceError ResourceNotFoundException for a channel that does not exist and has no session
 */
export function sessionsOf(
  { resources, sessions, now, settings }: SimulatedService,
  channelArn: string,
): StreamSession[] {
  const all = sessions.ofChannel(channelArn, now());
  const isHidden = ({ startedAt }: StreamSession): boolean =>
    settings.unstartedSessions === 'hidden' && startedAt === undefined;
  const found = all.filter((session) => !isHidden(session));
  if (found.length === 0 && !resources.channels.get(channelArn)) throw notFound(channelArn);
  return found;
}

/** @returns `startTime`, undefined before Stream Start, and `endTime`, undefined before the end */
export function sessionTimes(
  { startedAt, endedAt }: StreamSession,
  { settings }: SimulatedService,
): object {
  const isUntimed = settings.unstartedSessions === 'untimed' && startedAt === undefined;
  return {
    startTime: startedAt === undefined ? undefined : timestamp(startedAt),
    endTime: endedAt === undefined || isUntimed ? undefined : timestamp(endedAt),
  };
}
