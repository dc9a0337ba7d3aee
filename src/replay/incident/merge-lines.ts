import type { IvsEvent } from '../../ivs/events.ts';
import { isStateChange, meaningOf } from '../../sessions/event-meaning.ts';
import { sessionIdText } from '../../sessions/session-id.ts';
import { SAME_EVENT_MS } from '../../sessions/timeline/duplicate-filter.ts';
import { compareEvents } from '../../sessions/timeline/event.ts';
import type { ExportedSession } from '../input/exported-session.ts';
import type { Line } from '../input/read-lines.ts';
import { derivedEvents, exportedEvents } from './derive-events.ts';
import { groupBy } from './group.ts';
import type { Incident, IncidentEvent, IncidentSession } from './incident.ts';
import { compareTexts } from './texts.ts';

/** A repeated delivery without a time of its own comes so long after the one before. */
const REPEAT_MS = 1_000;

/** What the lines say of one event. */
interface Mentions {
  event: IvsEvent;
  /** The first receipt, as the function of the exporting stage saw it, ms since the epoch. */
  exportedAt?: number;
  /** When it was put on the bus, as lines with single deliveries say, ms since the epoch. */
  receipts: Set<number>;
  /** Lines with single deliveries that say no time. */
  untimed: number;
}

/**
 * Joins the lines of a file to what happened. A session that several lines have is taken from the line that knows
 * most of it. An event that a session and other lines have is one event; each further line is one more delivery.
 */
export function mergeLines(lines: readonly Line[]): Incident {
  const exported = bestExports(lines);
  const events = new Map<string, Mentions>();
  for (const session of exported.values()) addExported(events, session);
  const deliveries = lines.filter((line) => line.kind === 'event');
  // Lines of the log come last: they add to an event that another line tells as a whole.
  for (const line of deliveries) if (!line.isLog) addDelivery(events, line);
  for (const line of deliveries) if (line.isLog) addDelivery(events, line);
  const all = [...events.values()]
    .sort((a, b) => compareEvents(a.event, b.event))
    .map((mentions): IncidentEvent => ({ event: mentions.event, arrivals: arrivalsOf(mentions) }));
  const bySession = groupBy(all, ({ event }) => sessionOf(event));
  const accountEvents = bySession.get(NO_SESSION) ?? [];
  bySession.delete(NO_SESSION);
  const sessions = sessionsOf(exported, bySession);
  return { sessions, accountEvents };
}

const NO_SESSION = '';

/** The session that an event names, as `sessionIdText`. */
const sessionOf = ({ channelArn, streamId }: IvsEvent): string =>
  channelArn === undefined || streamId === undefined
    ? NO_SESSION
    : sessionIdText({ channelArn, streamId });

/** Of several exports of a session, the one with the most events; then the longest; then the last one as text. */
function bestExports(lines: readonly Line[]): Map<string, ExportedSession> {
  const best = new Map<string, { session: ExportedSession; rank: [number, number, string] }>();
  for (const line of lines) {
    if (line.kind !== 'session') continue;
    const { session } = line;
    const text = JSON.stringify(session);
    const rank: [number, number, string] = [session.events?.length ?? -1, text.length, text];
    const known = best.get(sessionIdText(session));
    if (!known || isGreater(rank, known.rank)) best.set(sessionIdText(session), { session, rank });
  }
  return new Map([...best].map(([id, { session }]) => [id, session]));
}

function isGreater(one: [number, number, string], other: [number, number, string]): boolean {
  if (one[0] !== other[0]) return one[0] > other[0];
  if (one[1] !== other[1]) return one[1] > other[1];
  return one[2] > other[2];
}

function addExported(events: Map<string, Mentions>, session: ExportedSession): void {
  for (const { event, repaired = false, receivedAt } of exportedEvents(session)) {
    const mentions = mentionsOf(events, event);
    // A repaired event did not arrive.
    if (!repaired) mentions.exportedAt = Date.parse(receivedAt ?? event.time);
  }
  if (session.events) return;
  for (const event of derivedEvents(session))
    mentionsOf(events, event).exportedAt = Date.parse(event.time);
}

/** A line says of an event that the export has that it came once more, or when it came. */
function addDelivery(
  events: Map<string, Mentions>,
  { event, receivedAt }: Extract<Line, { kind: 'event' }>,
): void {
  const mentions = mentionsOf(events, event);
  if (receivedAt === undefined) mentions.untimed += 1;
  else mentions.receipts.add(receivedAt);
}

function mentionsOf(events: Map<string, Mentions>, event: IvsEvent): Mentions {
  const key = `${event.channelArn ?? ''} ${event.streamId ?? ''} ${event.time} ${event.id}`;
  const known = events.get(key);
  if (known) return known;
  const mentions = { event, receipts: new Set<number>(), untimed: 0 };
  events.set(key, mentions);
  return mentions;
}

/**
 * The lines with single deliveries tell them all. Those without a time follow the first receipt that is known. The
 * export alone tells one delivery.
 */
function arrivalsOf({ event, receipts, exportedAt, untimed }: Mentions): number[] {
  const timed = receipts.size > 0 ? [...receipts] : [exportedAt].flatMap((at) => at ?? []);
  const arrivals = timed.sort((a, b) => a - b);
  while (arrivals.length < untimed) {
    const last = arrivals.at(-1);
    arrivals.push(last === undefined ? Date.parse(event.time) : last + REPEAT_MS);
  }
  return arrivals;
}

function sessionsOf(
  exported: ReadonlyMap<string, ExportedSession>,
  events: ReadonlyMap<string, IncidentEvent[]>,
): IncidentSession[] {
  const ids = [...new Set([...exported.keys(), ...events.keys()])];
  const sessions = ids.map((text): IncidentSession => {
    const [channelArn = '', streamId = ''] = text.split(' ');
    const session = exported.get(text);
    return {
      id: { channelArn, streamId },
      ...(session && { exported: session }),
      events: withoutLateRepairs(events.get(text) ?? []),
    };
  });
  return sessions.sort(
    (a, b) => beginOf(a) - beginOf(b) || compareTexts(sessionIdText(a.id), sessionIdText(b.id)),
  );
}

/** An event that the export tells as lost, and that another line delivers, is one event: it was late. */
function withoutLateRepairs(events: readonly IncidentEvent[]): IncidentEvent[] {
  const delivered = events.filter(({ arrivals }) => arrivals.length > 0);
  return events.filter(
    (lost) => lost.arrivals.length > 0 || !delivered.some((one) => isSame(one.event, lost.event)),
  );
}

function isSame(one: IvsEvent, other: IvsEvent): boolean {
  if (one.detailType !== other.detailType || one.name !== other.name) return false;
  if (isStateChange(meaningOf(one))) return true;
  return Math.abs(Date.parse(one.time) - Date.parse(other.time)) <= SAME_EVENT_MS;
}

/** The first time that is known of a session, ms since the epoch. */
function beginOf({ exported, events }: IncidentSession): number {
  const { createdAt, startedAt, seenAt } = exported ?? {};
  const times = [createdAt, startedAt, seenAt, events[0]?.event.time];
  return Math.min(...times.flatMap((time) => (time === undefined ? [] : Date.parse(time))));
}
