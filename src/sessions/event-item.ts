import { channelPk, type Key } from '../platform/table.ts';
import type { Odd } from './keep.ts';
import type { EventRef, KeptEvent } from './store.ts';

/** The partition of the limit breaches that are the account's and have no channel. */
const ACCOUNT_PK = 'ACCOUNT';
const NO_STREAM = '-';

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
  odd?: Odd;
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
export function eventItem({ event, expiresAt, repaired, odd }: KeptEvent): EventItem {
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
