import type { StreamSession } from '../../ivs/api.ts';
import { DETAIL_TYPES } from '../../ivs/events.ts';
import { type ClassifiedEvent, isStateChange } from '../event-meaning.ts';
import { END_KINDS, type FactKind, type Facts } from '../facts.ts';
import type { SessionId } from '../session-id.ts';
import { type EventFields, repairEvent } from './repair-event.ts';

const STATE_CHANGE = 'IVS Stream State Change';
/** IVS returns the newest 500 events of a session. A list of this length may lack older events. */
const MAX_TRUNCATED_EVENTS = 500;

/** What IVS says about a session. */
export interface IvsSessionState {
  /** The answer of GetStreamSession; undefined if IVS does not know the session. */
  session: StreamSession | undefined;
  /** When the stream started, if it is or was live. */
  liveSince?: Date | undefined;
  /** When the session ended, if it has ended. */
  endedAt?: Date | undefined;
  /**
   * Until when the session's own list of events is complete, ms since the epoch. A later creation or end is not
   * derived: the list will have the event itself, with its own name and time.
   */
  listedUntil: number;
}

/**
 * The state changes of a session that were not delivered: those in the session's own list of
 * events, and those that follow from the rest of `state`. The latter are a Session Created and a
 * Stream Start for a live stream, and an end for a session that has ended.
 *
 * @param facts what is known of the session; no event is made for a kind that is known
 */
export function missingEvents(
  id: SessionId,
  facts: Facts,
  state: IvsSessionState,
): ClassifiedEvent[] {
  const listed = listedEvents(id, state.session).filter(
    ({ meaning }) => isStateChange(meaning) && !facts[meaning],
  );
  const listedKinds = new Set(listed.map(({ meaning }) => meaning));
  const knows = (kind: FactKind) => facts[kind] !== undefined || listedKinds.has(kind);
  const start = knows('started') ? undefined : impliedStart(state);
  const hasStarted = knows('started') || start !== undefined;
  const end = END_KINDS.some(knows) ? undefined : impliedEnd(state, hasStarted);
  const created = knows('created') ? undefined : impliedCreation(state);
  const implied = [created, start, end].flatMap((fields) => fields ?? []);
  return [...listed, ...implied.map((fields) => repairEvent(id, fields, state.session))];
}

/** The Stream Start of a stream that ListStreams returned. Sends no request to IVS. */
export function startOf(stream: SessionId & { startTime: Date }): ClassifiedEvent {
  const start = { detailType: STATE_CHANGE, name: 'Stream Start', at: stream.startTime } as const;
  return repairEvent(stream, start, undefined);
}

/**
 * The events in the session's own list, except those with names that are not documented; newest
 * first. The list contains names, times and codes. Other members of an event (the value of a limit,
 * the reason of a failure) are lost if the event is lost.
 */
export function listedEvents(id: SessionId, session: StreamSession | undefined): ClassifiedEvent[] {
  return (session?.truncatedEvents ?? []).flatMap(({ name = '', type, eventTime: at, code }) => {
    const detailType = DETAIL_TYPES.find((known) => known === type);
    if (!detailType || !at) return [];
    const event = repairEvent(id, { detailType, name, at, ...(code && { code }) }, session);
    return event.meaning === undefined ? [] : [event];
  });
}

/**
 * If the creation is unknown, the start is used. Otherwise every pass would request the session
 * again.
 */
function impliedCreation({ liveSince: at, listedUntil }: IvsSessionState): EventFields | undefined {
  if (!at || at.getTime() > listedUntil) return undefined;
  return { detailType: STATE_CHANGE, name: 'Session Created', at };
}

function impliedStart({ session, liveSince }: IvsSessionState): EventFields | undefined {
  const mayBeCut = (session?.truncatedEvents?.length ?? 0) >= MAX_TRUNCATED_EVENTS;
  const at = liveSince ?? (mayBeCut ? session?.startTime : undefined);
  return at && { detailType: STATE_CHANGE, name: 'Stream Start', at };
}

function impliedEnd(
  { session, endedAt, listedUntil }: IvsSessionState,
  hasStarted: boolean,
): EventFields | undefined {
  const at = session?.endTime ?? endedAt;
  if (!at || at.getTime() > listedUntil) return undefined;
  return { detailType: STATE_CHANGE, name: hasStarted ? 'Stream End' : 'Session Ended', at };
}
