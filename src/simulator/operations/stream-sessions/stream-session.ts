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

/**
 * @returns `startTime`, undefined before Stream Start, and `endTime`, undefined until `sessionEndTimeMs` after the end
 */
export function sessionTimes(
  { startedAt, endedAt }: StreamSession,
  { settings, now }: SimulatedService,
): object {
  const isUntimed = settings.unstartedSessions === 'untimed' && startedAt === undefined;
  const isEndShown = endedAt !== undefined && endedAt + settings.delays.sessionEndTimeMs <= now();
  return {
    startTime: startedAt === undefined ? undefined : timestamp(startedAt),
    endTime: isEndShown && !isUntimed ? timestamp(endedAt) : undefined,
  };
}

/** @returns the events that GetStreamSession shows, newest first: those of at least `sessionEventsMs` ago */
export function listedEvents(
  { events }: StreamSession,
  { settings, now }: SimulatedService,
): object[] {
  const latest = now() - settings.delays.sessionEventsMs;
  return events
    .filter(({ at }) => at <= latest)
    .map(({ name, type, at, code }) => ({ name, type, eventTime: timestamp(at), code }))
    .reverse();
}
