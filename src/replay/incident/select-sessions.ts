import type { Incident, IncidentSession } from './incident.ts';

/** Which sessions of a file are replayed. */
export interface Selection {
  /** Only the session of this stream. */
  streamId?: string;
  /** Only sessions that overlap this time, ms since the epoch. */
  from?: number;
  to?: number;
}

/** The part of an incident with these sessions. Events of the account stay if they happened in the range. */
export function selectSessions(incident: Incident, selection: Selection): Incident {
  const { streamId, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = selection;
  const sessions = incident.sessions.filter((session) => {
    if (streamId !== undefined && session.id.streamId !== streamId) return false;
    const [begin, end] = spanOf(session);
    return begin < to && end >= from;
  });
  const accountEvents = incident.accountEvents.filter(({ event }) => {
    const at = Date.parse(event.time);
    return streamId === undefined && at >= from && at < to;
  });
  return { ...incident, sessions, accountEvents };
}

/** The first and the last time of a session, ms since the epoch. A session that has not ended lasts. */
function spanOf({ exported, events }: IncidentSession): [begin: number, end: number] {
  const { createdAt, startedAt, ingestEndedAt, endedAt, failedAt, state } = exported ?? {};
  const times = [createdAt, startedAt, ingestEndedAt, endedAt, failedAt]
    .flatMap((time) => time ?? [])
    .concat(events.map(({ event }) => event.time))
    .map((time) => Date.parse(time));
  const lasts = state === 'live' || state === 'created';
  const begin = times.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const end = times.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
  return [begin, lasts ? Number.POSITIVE_INFINITY : end];
}
