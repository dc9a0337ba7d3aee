import { endOfSecond } from '../../platform/clock.ts';
import type { SessionSummary } from '../../sessions/summary.ts';
import type { StickyValue } from './state.ts';

/** A value set before its stream waits for it so long: what nobody sees for a day is stale. */
const WAIT_MS = 86_400_000;

/**
 * From Session Created to Stream Start nobody can watch, and what is sent is held, with all behind it. If no
 * Stream Start is known after this time, its event is late or lost.
 */
const UNTIL_START_MS = 15_000;

/** When a stream was live, ms since the epoch. */
export interface StreamPeriod {
  startAt: number;
  /** From when on viewers can watch, as far as known; `startAt` without it. */
  liveAt?: number;
  /** Absent while no end of it is known. */
  endAt?: number;
}

/**
 * What becomes of a value now.
 *
 *     A live      A's end            B live         B's end
 *     |--- value ---|                  |               |     forgotten at A's end
 *     |             |      value       |               |     waits for B; forgotten at B's end
 *
 * It belongs to the stream that was live when it was set (of two, to the one that started last); if none
 * was, to the first that starts after it. While that stream is live it is repeated.
 */
export function stickyActionOf(
  { setAt, until }: Pick<StickyValue, 'setAt' | 'until'>,
  streams: readonly StreamPeriod[],
  now: number,
): 'repeat' | 'wait' | 'forget' {
  if (until !== undefined && until <= now) return 'forget';
  const spans = oneAfterTheOther(streams);
  const own =
    spans.findLast(({ startAt, endAt = setAt }) => startAt <= setAt && endAt >= setAt) ??
    spans.find(({ startAt }) => startAt > setAt);
  if (own?.endAt !== undefined) return 'forget';
  if (own) return now >= (own.liveAt ?? own.startAt) ? 'repeat' : 'wait';
  return now - setAt > WAIT_MS ? 'forget' : 'wait';
}

/** A channel has one stream at a time: whatever events were lost, one has ended where the next begins. */
function oneAfterTheOther(streams: readonly StreamPeriod[]): StreamPeriod[] {
  const sorted = [...streams].sort((a, b) => a.startAt - b.startAt || endedFirst(a, b));
  return sorted.map((span, index) => {
    const next = sorted[index + 1];
    if (!next || (span.endAt ?? Number.POSITIVE_INFINITY) <= next.startAt) return span;
    return { ...span, endAt: next.startAt };
  });
}

function endedFirst({ endAt: a }: StreamPeriod, { endAt: b }: StreamPeriod): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return a - b;
}

/**
 * A session as a span of time. An event's time names a second. Stream Failure alone is no end: the encoder
 * may still be connected, and the session's end follows by an event of its own.
 */
export function streamPeriodOf(session: SessionSummary): StreamPeriod {
  const { sessionAt, started, seen, ended, ingestEnded } = session;
  const ends = [ended, ingestEnded].flatMap((fact) => (fact ? [Date.parse(fact.at)] : []));
  const startAt = Date.parse(sessionAt);
  if (ends.length > 0) return { startAt, endAt: endOfSecond(Math.max(...ends)) };
  return started || seen ? { startAt } : { startAt, liveAt: startAt + UNTIL_START_MS };
}
