import { isoTime } from '../../platform/clock.ts';
import { type FactKind, meaningOf } from '../facts.ts';
import type { SessionStore } from '../store.ts';
import type { SessionSummary } from '../summary.ts';
import { duplicateFilter, SAME_MOMENT_MS } from './duplicate-filter.ts';
import { compareEvents, type EventPosition, type SessionEvent } from './event.ts';

/** What happened in a session at a time. */
export interface TimelineEntry extends Omit<SessionEvent, 'id' | 'time'> {
  /** ISO 8601. */
  at: string;
  /** Milliseconds since Stream Start; negative before. Absent while that is not known. */
  sinceStartMs?: number;
}

export interface TimelinePage {
  entries: TimelineEntry[];
  /** There are more: go on after this one. */
  last?: EventPosition;
}

/** Events read at once; DynamoDB gives at most 1 MB of them anyway. */
const READ = 1_000;

export interface PageLimit {
  entries: number;
  /** Of JSON; one entry may go over it. */
  bytes: number;
}

/**
 * A session's events in time order, each once, without those that were filled in and came after all.
 * Throws what the store throws.
 */
export async function timelinePage(
  store: Pick<SessionStore, 'listEvents'>,
  summary: SessionSummary,
  after: EventPosition | undefined,
  limit: PageLimit,
): Promise<TimelinePage> {
  const entries: TimelineEntry[] = [];
  let bytes = 0;
  let last: EventPosition | undefined;
  for await (const event of eventsAfter(store, summary, after)) {
    const full = entries.length === limit.entries || bytes >= limit.bytes;
    if (full && last) return { entries: asLived(entries), last };
    const entry = entryOf(event, summary.started?.at);
    entries.push(entry);
    bytes += Buffer.byteLength(JSON.stringify(entry));
    last = { time: event.time, id: event.id };
  }
  return { entries: asLived(entries) };
}

/** What a stream begins and ends with; all else is in between. */
const RANKS: Partial<Record<FactKind | 'none', number>> = {
  ...{ created: -2, started: -1 },
  ...{ failed: 1, ingestEnded: 2, ended: 2 },
};

/**
 * Times are whole seconds, and where they are the same the table's order is that of random ids: a stream would
 * often start before it was created. Sorted within a page only, so that places stay those of the table.
 */
function asLived(entries: TimelineEntry[]): TimelineEntry[] {
  const rank = ({ detailType, name }: TimelineEntry): number =>
    RANKS[meaningOf(detailType, name) ?? 'none'] ?? 0;
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || rank(a) - rank(b));
}

/** Starts a little earlier: whether a filled-in event counts depends on the moments around it. */
async function* eventsAfter(
  store: Pick<SessionStore, 'listEvents'>,
  summary: SessionSummary,
  after: EventPosition | undefined,
): AsyncGenerator<SessionEvent> {
  const isNew = (event: SessionEvent) => !after || compareEvents(event, after) > 0;
  const sieve = duplicateFilter(summary);
  let place = after && { time: isoTime(Date.parse(after.time) - SAME_MOMENT_MS), id: '' };
  for (;;) {
    const { events, more } = await store.listEvents(summary, READ, place);
    for (const event of events) yield* sieve.add(event).filter(isNew);
    place = events.at(-1);
    if (!more || !place) break;
  }
  yield* sieve.flush().filter(isNew);
}

function entryOf({ id: _id, time, ...event }: SessionEvent, started: string | undefined) {
  const sinceStartMs = started === undefined ? undefined : Date.parse(time) - Date.parse(started);
  return { at: time, ...event, ...(sinceStartMs !== undefined && { sinceStartMs }) };
}
