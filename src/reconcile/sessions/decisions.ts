import type { Stream, StreamSession } from '../../ivs/api.ts';
import { AHEAD_MS } from '../../sessions/implausible-time.ts';
import {
  endTime,
  hasEnded,
  type ListedSession,
  lastFactTime,
  type SessionSummary,
} from '../../sessions/summary.ts';
import type { ViewerRecord } from '../../sessions/viewers/store.ts';
import type { EventHistory } from './event-history.ts';

const MINUTE_MS = 60_000;

/**
 * For this long after its creation a session may be starting: between Session Created and Stream
 * Start, GetStream says offline.
 */
export const MAX_STARTING_MS = 5 * MINUTE_MS;

/** For this long after a session was last seen, IVS may not know its end yet. */
export const MAX_END_DELAY_MS = 48 * 60 * MINUTE_MS;

/**
 * For this long after the last known fact, IVS may still add to a session for which it has no end
 * yet.
 */
export const MAX_UPDATE_DELAY_MS = 60 * MINUTE_MS;

/**
 * For this long after an event, IVS's list of the session's events may lack it. AWS does not document
 * how long it takes.
 */
export const MAX_EVENT_LIST_DELAY_MS = 2 * MINUTE_MS;

/**
 * Until when the list of events in an answer of GetStreamSession is complete, ms since the epoch.
 *
 * @param now ms since the epoch
 */
export const listedUntil = (now: number): number => now - MAX_EVENT_LIST_DELAY_MS;

/**
 * For this long after the end of a session, its Recording End may not have come. IVS sends it when
 * no encoder can reconnect any more, which is at most `recordingReconnectWindowSeconds` (at most
 * 300) after the stream, and when the files are written.
 */
export const MAX_RECORDING_DELAY_MS = 15 * MINUTE_MS;

/**
 * Whether a time is less than `ms` ago or ahead. A time that is further ahead is wrong, so nothing
 * waits for it.
 */
const isRecent = (time: string, now: number, ms: number): boolean =>
  Math.abs(now - Date.parse(time)) < ms;

/** Whether a live session lacks its creation or start, which IVS may know. */
export function lacksStartFacts({ started, created }: SessionSummary): boolean {
  return !started || !created;
}

/** Whether a session whose channel is offline may still go live. @param now ms since the epoch */
export function mayBeStarting(summary: SessionSummary, now: number): boolean {
  const { sessionAt, started } = summary;
  return !started && !hasEnded(summary) && isRecent(sessionAt, now, MAX_STARTING_MS);
}

/**
 * When the next session of the same channel began. A channel has one stream at a time, so the
 * session had ended by then.
 *
 * @param live the channel's stream now
 * @param newest the channel's newest session in the table
 * @param now ms since the epoch; a session that begins later than about now has a wrong time and is
 *   ignored
 * @returns undefined if no later session is known
 */
export function successorStart(
  summary: SessionSummary,
  live: Stream | undefined,
  newest: ListedSession | undefined,
  now: number,
): Date | undefined {
  const candidates = [
    live && { streamId: live.streamId, at: live.startTime },
    newest && { streamId: newest.streamId, at: new Date(newest.sessionAt) },
  ];
  const [from, to] = [new Date(summary.sessionAt), new Date(now + AHEAD_MS)];
  const later = candidates.flatMap((other) =>
    other?.at && other.streamId !== summary.streamId && other.at > from && other.at <= to
      ? [other.at]
      : [],
  );
  return later.sort((a, b) => a.getTime() - b.getTime()).at(0);
}

/**
 * When a session was last seen, ISO 8601: at its last fact or its last viewer sample. Events may be
 * days apart, but the viewers of a live stream are sampled each minute.
 */
export function lastSeen(summary: SessionSummary, viewers: ViewerRecord | undefined): string {
  const factTime = lastFactTime(summary);
  return viewers && viewers.lastAt > factTime ? viewers.lastAt : factTime;
}

/**
 * When a session that is not live ended. The first of these that is known: the end that IVS
 * returns; the start of the next session; when it was last seen. The last one counts only once it
 * is unlikely that IVS still learns of the end: after 2 days, or after 5 minutes if IVS does not
 * know the session.
 *
 * @param seen the result of `lastSeen`
 * @param successor the result of `successorStart`
 * @param now ms since the epoch
 * @returns undefined if the end is not known yet
 */
export function endedAt(
  seen: string,
  session: StreamSession | undefined,
  successor: Date | undefined,
  now: number,
): Date | undefined {
  const mayChange = isRecent(seen, now, session ? MAX_END_DELAY_MS : MAX_STARTING_MS);
  return session?.endTime ?? successor ?? (mayChange ? undefined : new Date(seen));
}

/**
 * Whether IVS has nothing to add to an ended session after this answer.
 *
 * @param session the answer of GetStreamSession; undefined if IVS does not know the session
 * @param now ms since the epoch
 */
export function isFinalAnswer(
  summary: SessionSummary,
  session: StreamSession | undefined,
  now: number,
): boolean {
  if (!session) return true;
  const { endTime: end } = session;
  if (end) return hasAllStateChanges(summary) || now - end.getTime() >= MAX_EVENT_LIST_DELAY_MS;
  return !isRecent(lastFactTime(summary), now, MAX_UPDATE_DELAY_MS);
}

/** Whether all four state changes of an ordinary session are known. */
export function hasAllStateChanges(summary: SessionSummary): boolean {
  const { created, started, ended, ingestEnded } = summary;
  return Boolean(created && started && ended && ingestEnded);
}

/**
 * Whether the end of a recording may still come: of one that is open, or of one of which no event is known. A stream
 * that reconnects continues the recording of the stream before it, so its session has only the Recording End.
 *
 * @param session the answer of GetStreamSession, which says whether the stream was recorded; undefined if it was not
 *   requested, or if IVS does not know the session
 * @param now ms since the epoch
 */
export function mayBeRecording(
  summary: SessionSummary,
  { health: { recordings } }: Pick<EventHistory, 'health'>,
  session: Pick<StreamSession, 'recordingConfiguration'> | undefined,
  now: number,
): boolean {
  const end = endTime(summary) ?? summary.sessionAt;
  const isOpen = recordings.some((one) => one.status === 'recording');
  const isUnheardOf = recordings.length === 0 && session?.recordingConfiguration !== undefined;
  return (isOpen || isUnheardOf) && isRecent(end, now, MAX_RECORDING_DELAY_MS);
}
