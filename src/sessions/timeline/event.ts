import type { DetailType } from '../../ivs/events.ts';
import type { ImplausibleTime } from '../implausible-time.ts';

/** An event of a session, as read from the store. */
export interface RecordedEvent {
  id: string;
  /** When it happened, ISO 8601 in UTC with milliseconds. */
  time: string;
  detailType: DetailType;
  /** `event_name`, `limit_name`, `limit` or `recording_status`; may be a name that is not documented. */
  name: string;
  /** As IVS sent it. */
  detail: Record<string, unknown>;
  /** The event was not delivered; it was derived from an answer of IVS. */
  repaired?: true;
  /** When it was delivered the first time, ISO 8601. Absent for a repair, and if older code recorded it. */
  receivedAt?: string;
  /** Set if the event's time is implausible. */
  odd?: ImplausibleTime;
}

/** The position of an event in its session's time line. */
export type EventPosition = Pick<RecordedEvent, 'time' | 'id'>;

/** The order of a time line and of the table: by time, then by id, both compared as strings. */
export function compareEvents(a: EventPosition, b: EventPosition): number {
  return compare(a.time, b.time) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
