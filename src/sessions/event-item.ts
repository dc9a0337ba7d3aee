import { channelPk, type Key } from '../platform/table.ts';
import type { ImplausibleTime } from './implausible-time.ts';
import type { EventOwner } from './store.ts';
import type { EventRef, StoredEvent } from './stored-event.ts';
import type { EventPosition, RecordedEvent } from './timeline/event.ts';

/** The partition of the account's own limit breaches, which name no channel. */
const ACCOUNT_PK = 'ACCOUNT';
/** Stands in the sort key of an event that names no stream. */
const NO_STREAM = '-';
export const ACCOUNT = 'account';

/** An event in the table: all that is needed to compute a session's time line and health. */
export interface EventItem extends Key {
  id: string;
  time: string;
  detailType: string;
  name: string;
  /** JSON text, so that whatever IVS sends is stored unchanged (large numbers, deep nesting). */
  detail: string;
  repaired?: true;
  /** When the event was delivered the first time, ISO 8601. Older code did not store it. */
  receivedAt?: string;
  /** Set if the event's time is implausible. */
  odd?: ImplausibleTime;
  expiresAt: number;
}

/** The key of an event's item. */
export function eventKey({ channelArn, streamId = NO_STREAM, time, id }: EventRef): Key {
  return {
    pk: channelArn === undefined ? ACCOUNT_PK : channelPk(channelArn),
    sk: `EVENT#${streamId}#${time}#${id}`,
  };
}

/**
 * The item of an event. Every delivery of the event gives the same item, except for `receivedAt`, and that `odd`
 * and `expiresAt` may depend on the time of receipt.
 */
export function toEventItem({
  event,
  expiresAt,
  repaired,
  receivedAt,
  odd,
}: StoredEvent): EventItem {
  const { id, time, detailType, name, detail } = event;
  return {
    ...eventKey(event),
    id,
    time,
    detailType,
    name,
    detail: JSON.stringify(detail),
    ...(repaired && { repaired }),
    ...(receivedAt !== undefined && { receivedAt }),
    ...(odd && { odd }),
    expiresAt,
  };
}

/** The key that an event at this position would have. */
export const positionKey = (owner: EventOwner, { time, id }: EventPosition): Key =>
  eventKey({ ...(owner !== ACCOUNT && owner), time, id });

/** The keys of all events of an owner. Their order in the table is that of `compareEvents`. */
export function eventRange(owner: EventOwner): { pk: string; prefix: string } {
  return owner === ACCOUNT
    ? { pk: ACCOUNT_PK, prefix: `EVENT#${NO_STREAM}#` }
    : { pk: channelPk(owner.channelArn), prefix: `EVENT#${owner.streamId}#` };
}

/** @param item as `toEventItem` made it; nothing else writes such items, so it is not checked */
export function toSessionEvent(item: Record<string, unknown>): RecordedEvent {
  const { id, time, detailType, name, detail, repaired, receivedAt, odd } =
    item as unknown as EventItem & Pick<RecordedEvent, 'detailType' | 'odd'>;
  return {
    ...{ id, time, detailType, name, detail: JSON.parse(detail) },
    ...(repaired && { repaired }),
    ...(receivedAt !== undefined && { receivedAt }),
    ...(odd && { odd }),
  };
}
