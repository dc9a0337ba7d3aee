import { channelPk, type Key } from '../platform/table.ts';
import type { KeptEvent } from './store.ts';

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
  expiresAt: number;
}

/** The same for every delivery of the same event, so that writing it again changes nothing. */
export function eventItem({ event, expiresAt, repaired }: KeptEvent): EventItem {
  const { id, time, detailType, name, detail, channelArn, streamId = NO_STREAM } = event;
  return {
    pk: channelArn === undefined ? ACCOUNT_PK : channelPk(channelArn),
    sk: `EVENT#${streamId}#${time}#${id}`,
    id,
    time,
    detailType,
    name,
    detail: JSON.stringify(detail),
    ...(repaired && { repaired }),
    expiresAt,
  };
}
