import type { StreamSession } from '../../ivs/api.ts';
import { parseArn } from '../../ivs/arn.ts';
import { DETAIL_TYPES, type DetailType, type IvsEvent, NAME_MEMBER } from '../../ivs/events.ts';
import { changesState, type FactKind, type Facts, meaningOf } from '../facts.ts';
import type { SessionId } from '../summary.ts';
import { SAME_MOMENT_MS } from '../timeline/duplicate-filter.ts';
import type { SessionEvent } from '../timeline/event.ts';

const STATE_CHANGE = 'IVS Stream State Change';
/** IVS keeps the newest 500 events of a session: with so many, older ones may be gone. */
const MOST_TRUNCATED_EVENTS = 500;

/** What a look at IVS says of a session beyond its own list of events. */
export interface IvsSessionState {
  /** What GetStreamSession answered; undefined if IVS knows no such session. */
  session: StreamSession | undefined;
  /** The stream is live, or was at this look, and started then. */
  liveSince?: Date | undefined;
  /** The session is over, and ended then. */
  endedAt?: Date | undefined;
}

/**
 * The state changes that should have come: those in the session's own list, and where that says
 * nothing, a Session Created and a Stream Start for a stream that is live and an end for one that is over.
 *
 * @param facts what is known; a kind that is known is left alone
 */
export function missingEvents(id: SessionId, facts: Facts, look: IvsSessionState): IvsEvent[] {
  const listed = listedEvents(id, look.session).filter((event) => {
    const kind = meaningOf(event.detailType, event.name);
    return changesState(kind) && !facts[kind as FactKind];
  });
  const kinds = new Set(listed.map(({ detailType, name }) => meaningOf(detailType, name)));
  const knows = (kind: FactKind) => facts[kind] !== undefined || kinds.has(kind);
  const start = knows('started') ? undefined : impliedStart(look);
  const over = knows('ended') || knows('ingestEnded') || knows('failed');
  const end = over ? undefined : impliedEnd(look, knows('started') || start !== undefined);
  const created = knows('created') ? undefined : impliedCreation(look);
  const implied = [created, start, end].flatMap((happening) => happening ?? []);
  return [...listed, ...implied.map((happening) => eventOf(id, happening, look.session))];
}

/** The start of a stream that IVS lists, without a look at its session. */
export function startOf(stream: SessionId & { startTime: Date }): IvsEvent {
  const start = { detailType: STATE_CHANGE, name: 'Stream Start', at: stream.startTime } as const;
  return eventOf(stream, start, undefined);
}

/**
 * The events of the session's own list, of every kind that anybody knows, newest first. It has names,
 * times and codes; what else an event holds (the value of a limit, the reason of a failure) is lost
 * with it.
 */
export function listedEvents(id: SessionId, session: StreamSession | undefined): IvsEvent[] {
  return (session?.truncatedEvents ?? []).flatMap(({ name = '', type, eventTime: at, code }) => {
    const detailType = DETAIL_TYPES.find((known) => known === type);
    if (!detailType || !at || meaningOf(detailType, name) === undefined) return [];
    return [eventOf(id, { detailType, name, at, ...(code && { code }) }, session)];
  });
}

/** What was kept of an event that came. */
export type EventNameAndTime = Pick<SessionEvent, 'name' | 'time'>;

/**
 * The listed events that never came. One that did come stands for one of its name at about the same time,
 * or, of what happens once in a session, at any time. What is lost within two seconds of another of its name
 * can't be told from it in the fold, and counts as one with it.
 */
export function undeliveredEvents(
  listed: readonly IvsEvent[],
  kept: readonly EventNameAndTime[],
): IvsEvent[] {
  const left = new Map<string, number[]>();
  for (const { name, time } of kept) {
    const times = left.get(name) ?? [];
    times.push(Date.parse(time));
    left.set(name, times);
  }
  const oldestFirst = [...listed].sort((a, b) => ascending(Date.parse(a.time), Date.parse(b.time)));
  return oldestFirst.filter(({ detailType, name, time }) => {
    const times = left.get(name) ?? [];
    const leeway = isOnce(detailType, name) ? Number.POSITIVE_INFINITY : SAME_MOMENT_MS;
    const twin = times.findIndex((at) => Math.abs(at - Date.parse(time)) <= leeway);
    if (twin >= 0 && Number.isFinite(leeway)) times.splice(twin, 1);
    return twin < 0;
  });
}

const isOnce = (detailType: DetailType, name: string): boolean =>
  changesState(meaningOf(detailType, name));

const ascending = (a: number, b: number): number => a - b;

interface Happening {
  detailType: DetailType;
  name: string;
  at: Date;
  code?: string;
}

/** At the latest when the stream started: better than to ask again at every pass as long as it lives. */
function impliedCreation({ liveSince: at }: IvsSessionState): Happening | undefined {
  return at && { detailType: STATE_CHANGE, name: 'Session Created', at };
}

function impliedStart({ session, liveSince }: IvsSessionState): Happening | undefined {
  const cut = (session?.truncatedEvents?.length ?? 0) >= MOST_TRUNCATED_EVENTS;
  const at = liveSince ?? (cut ? session?.startTime : undefined);
  return at && { detailType: STATE_CHANGE, name: 'Stream Start', at };
}

function impliedEnd(
  { session, endedAt }: IvsSessionState,
  started: boolean,
): Happening | undefined {
  const at = session?.endTime ?? endedAt;
  if (!at) return undefined;
  return { detailType: STATE_CHANGE, name: started ? 'Stream End' : 'Session Ended', at };
}

/**
 * The event that did not come. Its id follows from what it says, so that repairing twice is once: what
 * happens once in a session has one id, whichever time a look gives it.
 */
function eventOf(
  { channelArn, streamId }: SessionId,
  { detailType, name, at, code }: Happening,
  session: StreamSession | undefined,
): IvsEvent {
  const { region = '', account = '' } = parseArn(channelArn) ?? {};
  const { name: channelName } = session?.channel ?? {};
  const time = at.toISOString();
  return {
    id: `reconcile:${streamId}:${name}${isOnce(detailType, name) ? '' : `:${time}`}`,
    ...{ time, account, region, detailType, name, channelArn, streamId },
    ...(channelName && { channelName }),
    detail: {
      [NAME_MEMBER[detailType]]: name,
      stream_id: streamId,
      ...(channelName && { channel_name: channelName }),
      ...(code && { code }),
    },
  };
}
