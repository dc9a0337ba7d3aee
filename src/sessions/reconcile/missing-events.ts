import type { StreamSession } from '../../ivs/api.ts';
import { parseArn } from '../../ivs/arn.ts';
import type { IvsEvent } from '../../ivs/events.ts';
import { type FactKind, type Facts, isEnd, meaningOf } from '../facts.ts';
import type { SessionId } from '../summary.ts';

const STATE_CHANGE = 'IVS Stream State Change';
/** IVS keeps the newest 500 events of a session: with so many, older ones may be gone. */
const MOST_TRUNCATED_EVENTS = 500;

/** What a look at IVS says of a session beyond its own list of events. */
export interface Look {
  /** What GetStreamSession answered; undefined if IVS knows no such session. */
  session: StreamSession | undefined;
  /** The stream is live, or was at this look, and started then. */
  liveSince?: Date | undefined;
  /** The session is over, and ended then. */
  endedAt?: Date | undefined;
}

interface Happening {
  name: string;
  kind: FactKind;
  at: Date;
  code?: string;
}

/**
 * The events that should have come: those in the session's own list, and where that says nothing, a
 * Stream Start for a stream that is live and an end for one that is over.
 *
 * @param facts what is known; a kind that is known is left alone
 */
export function missingEvents(id: SessionId, facts: Facts, look: Look): IvsEvent[] {
  const listed = listedHappenings(look.session).filter(({ kind }) => !facts[kind]);
  const kinds = new Set<FactKind>(listed.map(({ kind }) => kind));
  const knows = (kind: FactKind) => facts[kind] !== undefined || kinds.has(kind);
  const start = knows('started') ? undefined : impliedStart(look);
  const over = knows('ended') || knows('ingestEnded') || knows('failed');
  const end = over ? undefined : impliedEnd(look, knows('started') || start !== undefined);
  const happenings = [...listed, ...(start ? [start] : []), ...(end ? [end] : [])];
  return happenings.map((happening) => repairEvent(id, happening, look.session?.channel?.name));
}

/** State changes of the session's list that a summary remembers. */
function listedHappenings(session: StreamSession | undefined): Happening[] {
  return (session?.truncatedEvents ?? []).flatMap(({ name = '', type, eventTime, code }) => {
    const kind = meaningOf(STATE_CHANGE, name);
    if (type !== STATE_CHANGE || !eventTime) return [];
    if (kind === undefined || kind === 'none' || kind === 'seen') return [];
    return [{ name, kind, at: eventTime, ...(code && { code }) }];
  });
}

function impliedStart({ session, liveSince }: Look): Happening | undefined {
  const cut = (session?.truncatedEvents?.length ?? 0) >= MOST_TRUNCATED_EVENTS;
  const at = liveSince ?? (cut ? session?.startTime : undefined);
  return at && { name: 'Stream Start', kind: 'started', at };
}

function impliedEnd({ session, endedAt }: Look, started: boolean): Happening | undefined {
  const at = session?.endTime ?? endedAt;
  if (!at) return undefined;
  return started
    ? { name: 'Stream End', kind: 'ended', at }
    : { name: 'Session Ended', kind: 'ingestEnded', at };
}

/** The event that did not come. Its id follows from what it says, so that repairing twice is once. */
function repairEvent(
  { channelArn, streamId }: SessionId,
  { name, kind, at, code }: Happening,
  channelName: string | undefined,
): IvsEvent {
  const { region = '', account = '' } = parseArn(channelArn) ?? {};
  return {
    id: `reconcile:${streamId}:${name}`,
    time: at.toISOString(),
    account,
    region,
    detailType: STATE_CHANGE,
    name,
    channelArn,
    streamId,
    ...(channelName && { channelName }),
    detail: {
      event_name: name,
      stream_id: streamId,
      ...(channelName && { channel_name: channelName }),
      ...(code && isEnd(kind) && { code }),
    },
  };
}
