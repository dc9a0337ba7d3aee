import { isoTime } from '../../platform/clock.ts';
import { type EventMeaning, meaningOf } from '../event-meaning.ts';
import type { SessionSummary } from '../summary.ts';
import { DuplicateFilter, SAME_EVENT_MS } from './duplicate-filter.ts';
import { compareEvents, type EventPosition, type RecordedEvent } from './event.ts';
import { type EventReader, eventPages } from './event-pages.ts';

/** An entry of a session's time line. */
export interface TimelineEntry extends Omit<RecordedEvent, 'id' | 'time' | 'receivedAt'> {
  /** ISO 8601. */
  at: string;
  /** Milliseconds since Stream Start; negative before it. Absent while Stream Start is unknown. */
  sinceStartMs?: number;
  /** EventBridge's id. Only if it was asked for. */
  id?: string;
  /** When the event was delivered the first time, ISO 8601. Only if it was asked for, and if it is known. */
  receivedAt?: string;
}

export interface TimelinePage {
  entries: TimelineEntry[];
  /** The position of the last entry; absent if there are no more entries. */
  last?: EventPosition;
}

/** What a page holds. It ends as soon as it has this many entries or bytes. */
export interface PageOptions {
  entries: number;
  /** Size as JSON. The last entry may exceed it. */
  bytes: number;
  /** Whether each entry has the `id` of its event and `receivedAt`. Default false. */
  withDelivery?: boolean;
}

/**
 * A page of a session's events in time order, each event once. A repair whose event was delivered
 * later is left out. Throws what the store throws.
 *
 * @param after the position of the last entry of the previous page; undefined for the first page
 */
export async function timelinePage(
  store: EventReader,
  summary: SessionSummary,
  after: EventPosition | undefined,
  { entries: maxEntries, bytes: maxBytes, withDelivery = false }: PageOptions,
): Promise<TimelinePage> {
  const entries: TimelineEntry[] = [];
  let bytes = 0;
  let last: EventPosition | undefined;
  for await (const event of eventsAfter(store, summary, after)) {
    const isFull = entries.length === maxEntries || bytes >= maxBytes;
    if (isFull && last) return { entries: inLifecycleOrder(entries), last };
    const entry = entryOf(event, summary.started?.at, withDelivery);
    entries.push(entry);
    bytes += Buffer.byteLength(JSON.stringify(entry));
    last = { time: event.time, id: event.id };
  }
  return { entries: inLifecycleOrder(entries) };
}

/** The order of events of the same time. Events that are not listed have rank 0. */
const RANKS: Partial<Record<EventMeaning, number>> = {
  ...{ created: -2, started: -1 },
  ...{ failed: 1, ingestEnded: 2, ended: 2 },
};

/**
 * Sorts events of the same time by what happens first in a session. EventBridge's times are whole
 * seconds, and the table sorts events of the same time by their random ids, so a Stream Start could
 * precede its Session Created. Only entries of one page are sorted: page positions are those of the
 * table.
 */
function inLifecycleOrder(entries: TimelineEntry[]): TimelineEntry[] {
  const rank = (entry: TimelineEntry): number => RANKS[meaningOf(entry) ?? 'none'] ?? 0;
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || rank(a) - rank(b));
}

/**
 * The distinct events after a position. Reads two seconds of earlier events too, because they
 * decide whether a repair near the position counts.
 */
async function* eventsAfter(
  store: EventReader,
  summary: SessionSummary,
  after: EventPosition | undefined,
): AsyncGenerator<RecordedEvent> {
  const isAfter = (event: RecordedEvent) => !after || compareEvents(event, after) > 0;
  const start = after && { time: isoTime(Date.parse(after.time) - SAME_EVENT_MS), id: '' };
  const filter = new DuplicateFilter(summary);
  for await (const events of eventPages(store, summary, start)) {
    for (const event of events) yield* filter.add(event).filter(isAfter);
  }
  yield* filter.flush().filter(isAfter);
}

function entryOf(
  { id, time, receivedAt, ...event }: RecordedEvent,
  started: string | undefined,
  withDelivery: boolean,
): TimelineEntry {
  const sinceStartMs = started === undefined ? undefined : Date.parse(time) - Date.parse(started);
  return {
    ...{ at: time, ...event },
    ...(sinceStartMs !== undefined && { sinceStartMs }),
    ...(withDelivery && { id, ...(receivedAt !== undefined && { receivedAt }) }),
  };
}
