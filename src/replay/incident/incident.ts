import type { IvsEvent } from '../../ivs/events.ts';
import type { SessionId } from '../../sessions/session-id.ts';
import type { ExportedSession } from '../input/exported-session.ts';

/** An event of an incident, with each of its deliveries. */
export interface IncidentEvent {
  event: IvsEvent;
  /** When it was delivered, ms since the epoch, in order. Empty: it was lost. */
  arrivals: number[];
}

/** A stream session of an incident. */
export interface IncidentSession {
  id: SessionId;
  /** As it was exported. Absent if the file has its events only. */
  exported?: ExportedSession;
  /** In the order of their times. */
  events: IncidentEvent[];
}

/** What happened, as a file tells it. Every order of the same lines gives the same incident. */
export interface Incident {
  /** In the order in which they began. */
  sessions: IncidentSession[];
  /** Breaches of the account's limits, which name no channel. */
  accountEvents: IncidentEvent[];
}
