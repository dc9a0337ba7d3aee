import type { SessionSummary } from '../sessions/summary.ts';
import type { ChannelRecord, Evidence } from './record.ts';

/**
 * A session that was created within this time counts as live if its end is not known, ms. GetStream says
 * offline between Session Created and Stream Start.
 */
export const SETTLING_MS = 5 * 60_000;

/** What is known about one stream. Times are ms since the epoch. */
export interface StreamFacts {
  streamId: string;
  /** The latest time at which an event or IVS says that the stream started. */
  startAt?: number;
  /** The latest time at which an event or IVS says that the stream ended. */
  endAt?: number;
}

/** Whether a channel's newest stream has ended, as far as that is known. */
export type StreamStatus =
  /** No stream of the channel is known. */
  | { state: 'unknown' }
  /** A stream was created a short time ago and has no known end. It counts as live until `until`. */
  | { state: 'settling'; streamId: string; until: number }
  /** The newest streams have no known end: they are live, or their end events are late or lost. */
  | { state: 'open'; streams: StreamFacts[] }
  /** The newest streams have ended. Nothing has happened on the channel since `at`. */
  | { state: 'ended'; streamId: string; at: number };

/** The members of a session summary from which the stream status follows. */
export interface SessionFacts extends Pick<SessionSummary, 'streamId'> {
  created?: EventTime;
  started?: EventTime;
  seen?: EventTime;
  failed?: EventTime;
  ingestEnded?: EventTime;
  ended?: EventTime;
}
interface EventTime extends Pick<Evidence, 'at'> {
  /** Set if the event's time is implausible. */
  odd?: unknown;
  /** No event told the time; it was derived from answers of IVS. */
  repaired?: true;
}

/**
 * Combines the channel record and the session summaries. The channel has ended only if the stream that
 * started last has an end of its own. If several streams started in the same second (event times have
 * no finer resolution), each of them must have one: when in doubt, the channel is kept. A Stream Failure
 * is not an end, because the encoder may still be connected; Session Ended follows.
 *
 * @param now ms since the epoch
 */
export function streamStatusOf(
  record: ChannelRecord,
  sessions: readonly SessionFacts[],
  now: number,
): StreamStatus {
  const known = sessions.filter((session) => !isDoubtful(session));
  // An answer of IVS may be about a session that is doubtful in the table.
  const credible = new Set(idsOf(known));
  const doubtful = sessions.filter(({ streamId }) => !credible.has(streamId));
  const evidence = credibleEvidence(record, doubtful);
  const streams = mergeById([...known.map(factsOfSession), ...factsOfRecord(evidence)]);
  if (streams.length === 0) return { state: 'unknown' };
  const young = streams.find((s) => s.endAt === undefined && (s.startAt ?? 0) > now - SETTLING_MS);
  if (young) {
    const until = (young.startAt ?? now) + SETTLING_MS;
    return { state: 'settling', streamId: young.streamId, until };
  }
  const lastStart = Math.max(...streams.map(({ startAt = Number.NEGATIVE_INFINITY }) => startAt));
  const open = streams.filter((s) => s.startAt === lastStart && s.endAt === undefined);
  if (open.length > 0) return { state: 'open', streams: open };
  const newest = streams.reduce((a, b) => (isLater(b, a) ? b : a));
  const at = Math.max(...streams.flatMap(({ startAt, endAt }) => [startAt ?? 0, endAt ?? 0]));
  return { state: 'ended', streamId: newest.streamId, at };
}

/**
 * Whether nothing but an event with an implausible time, or of another kind, tells of the session. IVS does not know
 * it: reconcile would have added its creation or start. Its end is a guess. A channel that never streamed must not be
 * deleted for it.
 */
function isDoubtful(session: SessionFacts): boolean {
  const { created, started, seen, failed, ingestEnded, ended } = session;
  const ends = [ingestEnded, ended].filter((end) => end !== undefined);
  const told = ends.filter(({ repaired }) => !repaired);
  const others = [created, started, failed, ends.length === 0 ? seen : undefined];
  return [...told, ...others].every((fact) => fact === undefined || fact.odd !== undefined);
}

const idsOf = (sessions: readonly SessionFacts[]): string[] =>
  sessions.map(({ streamId }) => streamId);

/**
 * The record without what a doubtful session put into it: an end that was confirmed because IVS does not know the
 * session, and the start and end of events with an implausible time. Any other event is evidence of its own, because
 * its session may be recorded later.
 */
function credibleEvidence(record: ChannelRecord, doubtful: readonly SessionFacts[]): ChannelRecord {
  if (doubtful.length === 0) return record;
  const { lastStart, lastEnd, confirmedEnd, ...others } = record;
  const guessed = new Set(idsOf(doubtful));
  const odd = new Set(idsOf(doubtful.filter(hasOddTime)));
  return {
    ...others,
    ...(lastStart && !odd.has(lastStart.streamId) && { lastStart }),
    ...(lastEnd && !odd.has(lastEnd.streamId) && { lastEnd }),
    ...(confirmedEnd && !guessed.has(confirmedEnd.streamId) && { confirmedEnd }),
  };
}

function hasOddTime({ created, started, seen, failed, ingestEnded, ended }: SessionFacts): boolean {
  return [created, started, seen, failed, ingestEnded, ended].some(
    (fact) => fact?.odd !== undefined,
  );
}

/**
 * Whether the record says that another stream started after the last end. The end of that stream, when
 * it arrives, is later than the last end and marks the channel again. So the mark may be removed. If
 * start and end have the same time, it may not.
 */
export function startedSinceEnd({ lastStart, lastEnd }: ChannelRecord): boolean {
  if (!lastStart || !lastEnd) return false;
  return lastStart.streamId !== lastEnd.streamId && lastStart.at > lastEnd.at;
}

function factsOfSession(session: SessionFacts): StreamFacts {
  const { streamId, created, seen, failed, started, ingestEnded, ended } = session;
  return {
    streamId,
    // A session of which only the failure is known has begun, and nothing says that it ended.
    ...latest('startAt', created ?? seen ?? failed, started),
    ...latest('endAt', ingestEnded, ended),
  };
}

function factsOfRecord({ lastStart, lastEnd, confirmedEnd }: ChannelRecord): StreamFacts[] {
  const starts = lastStart
    ? [{ streamId: lastStart.streamId, ...latest('startAt', lastStart) }]
    : [];
  const ends = [lastEnd, confirmedEnd].flatMap((end) =>
    end ? [{ streamId: end.streamId, ...latest('endAt', end) }] : [],
  );
  return [...starts, ...ends];
}

/** @returns the latest of the times under the name `member`; no member if there are none */
function latest<K extends 'startAt' | 'endAt'>(
  member: K,
  ...events: (EventTime | undefined)[]
): { [P in K]?: number } {
  const times = events.flatMap((event) => (event ? [Date.parse(event.at)] : []));
  return (times.length > 0 ? { [member]: Math.max(...times) } : {}) as { [P in K]?: number };
}

function mergeById(facts: readonly StreamFacts[]): StreamFacts[] {
  const byId = new Map<string, StreamFacts>();
  for (const { streamId, startAt, endAt } of facts) {
    const known = byId.get(streamId);
    const start = laterTime(known?.startAt, startAt);
    const end = laterTime(known?.endAt, endAt);
    byId.set(streamId, {
      streamId,
      ...(start !== undefined && { startAt: start }),
      ...(end !== undefined && { endAt: end }),
    });
  }
  return [...byId.values()];
}

function laterTime(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** By start time if known, else by end time; then by end time, and then by stream id. */
function isLater(a: StreamFacts, b: StreamFacts): boolean {
  const [atA, atB] = [a.startAt ?? a.endAt ?? 0, b.startAt ?? b.endAt ?? 0];
  if (atA !== atB) return atA > atB;
  const [endA, endB] = [a.endAt ?? 0, b.endAt ?? 0];
  return endA === endB ? a.streamId > b.streamId : endA > endB;
}
