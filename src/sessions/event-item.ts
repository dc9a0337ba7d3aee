import { channelPk, type Key } from '../platform/table.ts';
import type { ImplausibleTime } from './implausible-time.ts';
import type { EventOwner } from './store.ts';
import type { EventRef, StoredEvent } from './stored-event.ts';
import type { EventPosition, SessionEvent } from './timeline/event.ts';

/** The partition of the limit breaches that are the account's and have no channel. */
const ACCOUNT_PK = 'ACCOUNT';
const NO_STREAM = '-';
export const ACCOUNT = 'account';

/** An event in the table: all that is needed to fold a session's time line from its events. */
export interface EventItem extends Key {
  id: string;
  time: string;
  detailType: string;
  name: string;
  /** JSON text, so that whatever IVS sends is kept as it came (large numbers, deep members). */
  detail: string;
  repaired?: true;
  /** Its time can't be right. */
  odd?: ImplausibleTime;
  expiresAt: number;
}

/** Where an event of a session, or of none, is. */
export function eventKey({ channelArn, streamId = NO_STREAM, time, id }: EventRef): Key {
  return {
    pk: channelArn === undefined ? ACCOUNT_PK : channelPk(channelArn),
    sk: `EVENT#${streamId}#${time}#${id}`,
  };
}

/** The same for every delivery of the same event, but for what its time of receipt decides. */
export function toEventItem({ event, expiresAt, repaired, odd }: StoredEvent): EventItem {
  const { id, time, detailType, name, detail } = event;
  return {
    ...eventKey(event),
    id,
    time,
    detailType,
    name,
    detail: JSON.stringify(detail),
    ...(repaired && { repaired }),
    ...(odd && { odd }),
    expiresAt,
  };
}

/** A place among a session's events, or the account's. */
export const positionKey = (of: EventOwner, { time, id }: EventPosition): Key =>
  eventKey({ ...(of !== ACCOUNT && of), time, id });

/** Where all events of a session, or of the account, are kept: in the order of `compareEvents`. */
export function eventRange(of: EventOwner): { pk: string; prefix: string } {
  return of === ACCOUNT
    ? { pk: ACCOUNT_PK, prefix: `EVENT#${NO_STREAM}#` }
    : { pk: channelPk(of.channelArn), prefix: `EVENT#${of.streamId}#` };
}

/** Only `eventItem` makes such items, so what comes back is one. */
export function toSessionEvent(item: Record<string, unknown>): SessionEvent {
  const { id, time, detailType, name, detail, repaired, odd } = item as unknown as EventItem &
    Pick<SessionEvent, 'detailType' | 'odd'>;
  return {
    ...{ id, time, detailType, name, detail: JSON.parse(detail) },
    ...(repaired && { repaired }),
    ...(odd && { odd }),
  };
}
