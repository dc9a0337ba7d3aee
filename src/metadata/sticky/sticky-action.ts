import { endOfSecond } from '../../platform/clock.ts';
import type { SessionSummary } from '../../sessions/summary.ts';
import type { StickyValue } from './state.ts';

/** How long a value waits for its stream: one day. After that it is considered out of date. */
const MAX_WAIT_MS = 86_400_000;

/**
 * Between Session Created and Stream Start nobody can watch, and IVS refuses metadata. If no Stream Start
 * has arrived after this time, its event is late or lost.
 */
const UNTIL_START_MS = 15_000;

/** When a stream was live. Times are ms since the epoch. */
export interface StreamPeriod {
  startAt: number;
  /** When viewers can watch, if that is later than `startAt`. */
  liveAt?: number;
  /** Absent while no end is known. */
  endAt?: number;
}

export type StickyAction = 'repeat' | 'wait' | 'forget';

/**
 * What to do with a value now.
 *
 *     A live      A's end            B live         B's end
 *     |--- value ---|                  |               |     forget at A's end
 *     |             |      value       |               |     wait for B; forget at B's end
 *
 * A value belongs to the stream that was live when it was set; of two such streams, to the one that
 * started last. If no stream was live, it belongs to the first stream that starts after it. It is repeated
 * while its stream is live.
 *
 * @param streams the newest streams of the channel, in any order
 * @param now ms since the epoch
 */
export function stickyActionOf(
  { setAt, until }: Pick<StickyValue, 'setAt' | 'until'>,
  streams: readonly StreamPeriod[],
  now: number,
): StickyAction {
  if (until !== undefined && until <= now) return 'forget';
  const own = streamOf(setAt, streams);
  if (own?.endAt !== undefined) return 'forget';
  if (own) return now >= (own.liveAt ?? own.startAt) ? 'repeat' : 'wait';
  return now - setAt > MAX_WAIT_MS ? 'forget' : 'wait';
}

/** The stream to which a value belongs that was set at `setAt`. */
function streamOf(setAt: number, streams: readonly StreamPeriod[]): StreamPeriod | undefined {
  const periods = withoutOverlaps(streams);
  const live = periods.findLast(({ startAt, endAt = setAt }) => startAt <= setAt && endAt >= setAt);
  return live ?? periods.find(({ startAt }) => startAt > setAt);
}

/**
 * The periods in order, each ending at the latest when the next one starts. A channel has one stream at a
 * time, so a stream has ended when the next one starts, even if its end event was lost.
 */
function withoutOverlaps(streams: readonly StreamPeriod[]): StreamPeriod[] {
  const sorted = [...streams].sort((a, b) => a.startAt - b.startAt || byEnd(a, b));
  return sorted.map((period, index) => {
    const next = sorted[index + 1];
    if (!next || (period.endAt ?? Number.POSITIVE_INFINITY) <= next.startAt) return period;
    return { ...period, endAt: next.startAt };
  });
}

/** Streams without a known end come last. */
function byEnd({ endAt: a }: StreamPeriod, { endAt: b }: StreamPeriod): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a - b;
}

/**
 * The period of a session. Stream Failure alone is not an end: the encoder may still be connected, and the
 * end of the session follows in an event of its own.
 *
 * @returns undefined for a session that ended before its stream started: the encoder was gone, or its ingest
 *   exceeded a limit, which `seen` tells. Values that were set before wait for the next one.
 */
export function streamPeriodOf(session: SessionSummary): StreamPeriod | undefined {
  const { sessionAt, started, seen, ended, ingestEnded } = session;
  if (ingestEnded && !started && !ended) return undefined;
  const ends = [ended, ingestEnded].flatMap((fact) => (fact ? [Date.parse(fact.at)] : []));
  const startAt = Date.parse(sessionAt);
  if (ends.length > 0) return { startAt, endAt: endOfSecond(Math.max(...ends)) };
  return started || seen ? { startAt } : { startAt, liveAt: startAt + UNTIL_START_MS };
}
