import type { DetailType } from '../../ivs/events.ts';
import type { ImplausibleTime } from '../implausible-time.ts';

/** An event of a session, as it is read back from where it is kept. */
export interface SessionEvent {
  id: string;
  /** When it happened, ISO 8601 in UTC with milliseconds. */
  time: string;
  detailType: DetailType;
  /** `event_name`, `limit_name` or `recording_status`; may be one that nobody knows. */
  name: string;
  /** As IVS sent it. */
  detail: Record<string, unknown>;
  /** It did not come; it stems from a look at IVS. */
  repaired?: true;
  /** Its time can't be right. */
  odd?: ImplausibleTime;
}

/** Where an event is in its session's time line. */
export type EventPosition = Pick<SessionEvent, 'time' | 'id'>;

/** The order of a time line, and of the table: by time, then by id, as texts. */
export function compareEvents(a: EventPosition, b: EventPosition): number {
  return compare(a.time, b.time) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
