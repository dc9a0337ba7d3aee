import type { SessionHealth } from '../../sessions/details/health.ts';
import type { EventNameAndTime } from '../../sessions/repair/undelivered-events.ts';
import type { SessionSummary } from '../../sessions/summary.ts';
import { type EventReader, eventPages } from '../../sessions/timeline/event-pages.ts';
import { HealthFold } from '../../sessions/timeline/fold-health.ts';

/** What is needed of all stored events of a session to finalize it. */
export interface EventHistory {
  /**
   * Names and times only: about a hundred bytes for each event, so that the longest session fits in
   * memory.
   */
  events: EventNameAndTime[];
  ids: ReadonlySet<string>;
  /** Computed from all of the events. */
  health: SessionHealth;
}

/** Reads all stored events of a session. Sends no request to IVS. Throws what the store throws. */
export async function readEventHistory(
  store: EventReader,
  summary: SessionSummary,
): Promise<EventHistory> {
  const fold = new HealthFold(summary);
  const events: EventNameAndTime[] = [];
  const ids = new Set<string>();
  for await (const page of eventPages(store, summary)) {
    for (const event of page) {
      fold.add(event);
      ids.add(event.id);
      events.push({ name: event.name, time: event.time });
    }
  }
  return { events, ids, health: fold.result() };
}
