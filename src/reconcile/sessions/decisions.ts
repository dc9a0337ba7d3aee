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
/** Between Session Created and Stream Start GetStream says offline: for so long it may be starting. */
export const STARTING_MS = 5 * MINUTE_MS;
/** For so long IVS may still come to know the end of a session that it no longer broadcasts. */
export const END_PENDING_MS = 48 * 60 * MINUTE_MS;
/** For so long after the end we know of IVS may still add to a session that has no end there yet. */
export const ADDING_MS = 60 * MINUTE_MS;

/** Within so long of now. What is further ahead can't be right, and is waited for no more than what is long past. */
const isRecent = (time: string, now: number, ms: number): boolean =>
  Math.abs(now - Date.parse(time)) < ms;

/** Whether a live session lacks a start that IVS may know. */
export function lacksStartFacts({ started, created }: SessionSummary): boolean {
  return !started || !created;
}

/** Whether an offline session may yet go live. @param now ms since the epoch */
export function mayBeStarting(summary: SessionSummary, now: number): boolean {
  return !summary.started && !hasEnded(summary) && isRecent(summary.sessionAt, now, STARTING_MS);
}

/**
 * When a newer session of the same channel began: a channel has one stream at a time, so the older
 * one was over by then.
 *
 * @param live the channel's stream now
 * @param newest the channel's newest session in the table
 * @param now ms since the epoch: one that is to begin later has a wrong time
 */
export function successorStart(
  summary: SessionSummary,
  live: Stream | undefined,
  newest: ListedSession | undefined,
  now: number,
): Date | undefined {
  const began = [
    live && { streamId: live.streamId, at: live.startTime },
    newest && { streamId: newest.streamId, at: new Date(newest.sessionAt) },
  ];
  const [from, to] = [new Date(summary.sessionAt), new Date(now + AHEAD_MS)];
  const later = began.flatMap((other) =>
    other?.at && other.streamId !== summary.streamId && other.at > from && other.at <= to
      ? [other.at]
      : [],
  );
  return later.sort((a, b) => a.getTime() - b.getTime()).at(0);
}

/**
 * When a session was last known to be there, ISO 8601: events may be days apart, but the viewers of what
 * is live are counted each minute.
 */
export function lastSeen(summary: SessionSummary, viewers: ViewerRecord | undefined): string {
  const heard = lastFactTime(summary);
  return viewers && viewers.lastAt > heard ? viewers.lastAt : heard;
}

/**
 * When a session that is not live ended: as IVS says; else when its successor began; else, if IVS
 * knows no such session, or has not learnt its end in two days, when it was last seen.
 *
 * @param seen as `lastSeen` tells
 * @returns undefined if IVS is yet to say
 */
export function endedAt(
  seen: string,
  session: StreamSession | undefined,
  succeeded: Date | undefined,
  now: number,
): Date | undefined {
  const pending = isRecent(seen, now, session ? END_PENDING_MS : STARTING_MS);
  return session?.endTime ?? succeeded ?? (pending ? undefined : new Date(seen));
}

/** For so long after the end that IVS gives, its list of the session's events may lack the last ones. */
export const ENDING_MS = 2 * MINUTE_MS;

/** Whether a look at IVS is the last that an ended session needs. @param now ms since the epoch */
export function isFinalAnswer(
  summary: SessionSummary,
  session: StreamSession | undefined,
  now: number,
): boolean {
  if (!session) return true;
  const { endTime: end } = session;
  if (end) return hasAllStateChanges(summary) || now - end.getTime() >= ENDING_MS;
  return !isRecent(lastFactTime(summary), now, ADDING_MS);
}

/** All four state changes of an ordinary session are there. */
export function hasAllStateChanges({
  created,
  started,
  ended,
  ingestEnded,
}: SessionSummary): boolean {
  return Boolean(created && started && ended && ingestEnded);
}

/**
 * Recording End comes once no encoder can come back and be merged any more: up to
 * `recordingReconnectWindowSeconds` (300 at most) after the stream, and some more until the files are there.
 */
export const RECORDING_MS = 15 * MINUTE_MS;

/** Whether the end of a recording may be yet to come. @param now ms since the epoch */
export function mayBeRecording(
  summary: SessionSummary,
  { health }: Pick<EventHistory, 'health'>,
  now: number,
): boolean {
  const end = endTime(summary) ?? summary.sessionAt;
  return (
    isRecent(end, now, RECORDING_MS) && health.recordings.some((one) => one.status === 'recording')
  );
}
