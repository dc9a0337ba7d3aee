import { formatArn, parseArn } from '../../ivs/arn.ts';
import type { IvsEvent } from '../../ivs/events.ts';
import { isoTime } from '../../platform/clock.ts';
import type { ExportedSession } from '../input/exported-session.ts';
import type { Incident, IncidentEvent, IncidentSession } from './incident.ts';

/** Where and when an incident is replayed. */
export interface Place {
  region: string;
  account: string;
  /** Added to every time, ms. */
  shiftMs: number;
}

const DAY_MS = 86_400_000;
/** IVS keeps ended sessions for 60 days. A replay and what is looked up after it need some of that. */
const MAX_AGE_MS = 50 * DAY_MS;

/**
 * By how much the times of an incident are shifted: not at all, if IVS would still know all of it. Otherwise by the
 * whole days that bring its last event into the 24 hours before `now`, so the times of day stay the same.
 *
 * @returns milliseconds, to be added
 */
export function shiftFor(incident: Incident, now: number): number {
  const times = allTimes(incident);
  if (times.length === 0) return 0;
  const [first, last] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  if (first >= now - MAX_AGE_MS && last <= now) return 0;
  return Math.floor((now - last) / DAY_MS) * DAY_MS;
}

function allTimes({ sessions, accountEvents }: Incident): number[] {
  const events = [...accountEvents, ...sessions.flatMap((session) => session.events)];
  const ofEvents = events.flatMap(({ event, arrivals }) => [Date.parse(event.time), ...arrivals]);
  const ofSessions = sessions.flatMap(({ exported }) =>
    TIMES.flatMap((name) => exported?.[name] ?? []).map((time) => Date.parse(time)),
  );
  return [...ofEvents, ...ofSessions];
}

const TIMES = ['createdAt', 'startedAt', 'seenAt', 'ingestEndedAt', 'endedAt', 'failedAt'] as const;

/** The accounts and regions of an incident's channels and events: `123456789012 us-west-2`. */
export function originsOf({ sessions, accountEvents }: Incident): string[] {
  const ofSessions = sessions.map(({ id }) => parseArn(id.channelArn));
  // A line of the log says no account of an event without a channel.
  const ofAccount = accountEvents.flatMap(({ event }) => (event.account === '' ? [] : event));
  const all = [...ofSessions, ...ofAccount];
  return [...new Set(all.map((one) => `${one?.account} ${one?.region}`))].sort();
}

/** The incident as it would have been at another place and time. Ids of channels, streams and events stay. */
export function relocate(incident: Incident, place: Place): Incident {
  return {
    ...incident,
    sessions: incident.sessions.map((session) => relocateSession(session, place)),
    accountEvents: incident.accountEvents.map((event) => relocateEvent(event, place)),
  };
}

function relocateSession({ id, exported, events }: IncidentSession, place: Place): IncidentSession {
  return {
    id: { ...id, channelArn: movedArn(id.channelArn, place) },
    ...(exported && { exported: relocateExported(exported, place) }),
    events: events.map((event) => relocateEvent(event, place)),
  };
}

/** The lists of events and health are not moved: what they told is in the events of the incident. */
function relocateExported(
  { events: _, health: __, ...session }: ExportedSession,
  place: Place,
): ExportedSession {
  const times = TIMES.flatMap((name) => {
    const time = session[name];
    return time === undefined ? [] : [[name, shifted(time, place)]];
  });
  const channelArn = movedArn(session.channelArn, place);
  return { ...session, ...Object.fromEntries(times), channelArn };
}

function relocateEvent({ event, arrivals }: IncidentEvent, place: Place): IncidentEvent {
  const { channelArn, time } = event;
  const moved: IvsEvent = {
    ...event,
    ...{ account: place.account, region: place.region, time: shifted(time, place) },
    ...(channelArn !== undefined && { channelArn: movedArn(channelArn, place) }),
  };
  return { event: moved, arrivals: arrivals.map((at) => at + place.shiftMs) };
}

const shifted = (time: string, { shiftMs }: Place): string => isoTime(Date.parse(time) + shiftMs);

function movedArn(arn: string, { region, account }: Place): string {
  const parts = parseArn(arn);
  return parts ? formatArn({ ...parts, region, account }) : arn;
}
