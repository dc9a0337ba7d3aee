import type { SessionSummary } from '../sessions/summary.ts';
import type { ChannelRecord, Evidence } from './record.ts';

/**
 * A session created within this time, whose end is not known, counts as live: GetStream says offline
 * between Session Created and Stream Start.
 */
export const SETTLING_MS = 5 * 60_000;

/** All that is known of one stream. Times are ms since the epoch. */
export interface StreamFacts {
  streamId: string;
  /** The latest thing that says that it started. */
  startAt?: number;
  /** The latest thing that says that it ended. */
  endAt?: number;
}

/** How a channel stands by what is known without asking IVS. */
export type StreamStatus =
  /** No stream of it is known. */
  | { state: 'unknown' }
  /** A stream was created so lately, and its end is not known, that it counts as live until `until`. */
  | { state: 'settling'; streamId: string; until: number }
  /** The end of the newest stream is not known: it is live, or its end events are late or lost. */
  | { state: 'open'; streams: StreamFacts[] }
  /** Every newest stream has ended; nothing has happened since `at`. */
  | { state: 'ended'; streamId: string; at: number };

/** The part of a session summary that counts here. */
export interface SessionFacts extends Pick<SessionSummary, 'streamId'> {
  created?: Happened;
  started?: Happened;
  seen?: Happened;
  failed?: Happened;
  ingestEnded?: Happened;
  ended?: Happened;
}
type Happened = Pick<Evidence, 'at'>;

/**
 * Puts together what the channel record and the session summaries say. The channel has ended only if
 * the stream that started last has an end of its own. Of several that started in the same second (an
 * event's time has no finer resolution) each must have one: where evidence ties, the channel stays.
 * A Stream Failure is no end: the encoder may still be connected, and Session Ended follows.
 */
export function streamStatusOf(
  record: ChannelRecord,
  sessions: readonly SessionFacts[],
  now: number,
): StreamStatus {
  const streams = streamsOf(record, sessions);
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
 * Whether the record alone says that another stream started after the last end. Any end of that
 * stream, whenever it comes, is then later than the last end, and marks the channel again: so it may
 * be unmarked. With a tie it may not.
 */
export function startedSinceEnd({ lastStart, lastEnd }: ChannelRecord): boolean {
  if (!lastStart || !lastEnd) return false;
  return lastStart.streamId !== lastEnd.streamId && lastStart.at > lastEnd.at;
}

function streamsOf(record: ChannelRecord, sessions: readonly SessionFacts[]): StreamFacts[] {
  const { lastStart, lastEnd, confirmedEnd } = record;
  const known = sessions.map((session) => ({
    streamId: session.streamId,
    // A stream of which only the failure is known did begin, and nobody said that it ended.
    ...latest('startAt', session.created ?? session.seen ?? session.failed, session.started),
    ...latest('endAt', session.ingestEnded, session.ended),
  }));
  const noted = [
    ...(lastStart ? [{ streamId: lastStart.streamId, ...latest('startAt', lastStart) }] : []),
    ...[lastEnd, confirmedEnd].flatMap((end) =>
      end ? [{ streamId: end.streamId, ...latest('endAt', end) }] : [],
    ),
  ];
  return merge([...known, ...noted]);
}

function latest<K extends 'startAt' | 'endAt'>(
  as: K,
  ...facts: (Happened | undefined)[]
): { [P in K]?: number } {
  const times = facts.flatMap((fact) => (fact ? [Date.parse(fact.at)] : []));
  return (times.length > 0 ? { [as]: Math.max(...times) } : {}) as { [P in K]?: number };
}

function merge(facts: readonly StreamFacts[]): StreamFacts[] {
  const byId = new Map<string, StreamFacts>();
  for (const { streamId, startAt, endAt } of facts) {
    const known = byId.get(streamId);
    const start = later(known?.startAt, startAt);
    const end = later(known?.endAt, endAt);
    byId.set(streamId, {
      streamId,
      ...(start !== undefined && { startAt: start }),
      ...(end !== undefined && { endAt: end }),
    });
  }
  return [...byId.values()];
}

function later(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** By start, where it is known, else by end. */
function isLater(a: StreamFacts, b: StreamFacts): boolean {
  const [atA, atB] = [a.startAt ?? a.endAt ?? 0, b.startAt ?? b.endAt ?? 0];
  if (atA !== atB) return atA > atB;
  const [endA, endB] = [a.endAt ?? 0, b.endAt ?? 0];
  return endA === endB ? a.streamId > b.streamId : endA > endB;
}
