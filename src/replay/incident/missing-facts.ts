import type { IncidentSession } from './incident.ts';
import { countsText } from './texts.ts';

/** What a file does not say of these sessions, in sentences. */
export function missingFacts(sessions: readonly IncidentSession[]): string[] {
  const old = sessions.filter(({ exported }) => exported && !exported.events);
  const repaired = old.filter(({ exported }) => exported?.repaired);
  const untold = sessions.filter(({ exported }) => !exported);
  return [
    ...(old.length > 0
      ? [
          `${countsText(old.length, 'session has', 'sessions have')} no list of events (export with --events): the events are derived from the times of the session, and none is late, doubled or out of order.`,
        ]
      : []),
    ...(repaired.length > 0
      ? [
          `${countsText(repaired.length, 'of them was', 'of them were')} repaired, but the file does not say which event was lost: all are delivered.`,
        ]
      : []),
    ...(untold.length > 0
      ? [
          `${countsText(untold.length, 'session has', 'sessions have')} events only: IVS is told what they say, and an event that was lost is not known.`,
        ]
      : []),
  ];
}
