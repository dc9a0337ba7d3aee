import { type ClassifiedEvent, isStateChange } from '../event-meaning.ts';
import { SAME_EVENT_MS } from '../timeline/duplicate-filter.ts';
import type { RecordedEvent } from '../timeline/event.ts';

/** The members of a stored event by which it is compared with listed events. */
export type EventNameAndTime = Pick<RecordedEvent, 'name' | 'time'>;

/**
 * The listed events that are not stored. A stored event matches one listed event of the same name
 * at about the same time; for a state change, which happens once in a session, the time does not
 * matter. If one of two events of the same name within two seconds is lost, it cannot be
 * distinguished from the other one: both count as one event.
 *
 * @param listed the events of IVS's own list
 * @returns oldest first
 */
export function undeliveredEvents(
  listed: readonly ClassifiedEvent[],
  stored: readonly EventNameAndTime[],
): ClassifiedEvent[] {
  const unmatched = timesByName(stored);
  const oldestFirst = [...listed].sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
  return oldestFirst.filter(({ meaning, name, time }) => {
    const times = unmatched.get(name) ?? [];
    if (isStateChange(meaning)) return times.length === 0;
    const match = times.findIndex((at) => Math.abs(at - Date.parse(time)) <= SAME_EVENT_MS);
    if (match >= 0) times.splice(match, 1);
    return match < 0;
  });
}

/** The times of the events of each name, ms since the epoch. */
function timesByName(events: readonly EventNameAndTime[]): Map<string, number[]> {
  const times = new Map<string, number[]>();
  for (const { name, time } of events) {
    const ofName = times.get(name) ?? [];
    ofName.push(Date.parse(time));
    times.set(name, ofName);
  }
  return times;
}
