import type { SessionHealth } from '../../sessions/details/health.ts';
import type { EventNameAndTime } from '../../sessions/repair/missing-events.ts';
import type { SessionStore } from '../../sessions/store.ts';
import type { SessionSummary } from '../../sessions/summary.ts';
import { healthFold } from '../../sessions/timeline/fold-health.ts';

/** All events of a session that are kept, as far as closing its books needs them. */
export interface EventHistory {
  /** Names and times: some hundred bytes an event, so that the longest session has room in memory. */
  events: EventNameAndTime[];
  ids: ReadonlySet<string>;
  /** Folded from all of them. */
  health: SessionHealth;
}

/** Events read at once. */
const PAGE = 1_000;

/** Reads the table, no matter how long the session; asks IVS nothing. Throws what the store throws. */
export async function readEventHistory(
  store: Pick<SessionStore, 'listEvents'>,
  summary: SessionSummary,
): Promise<EventHistory> {
  const fold = healthFold(summary);
  const kept: EventNameAndTime[] = [];
  const ids = new Set<string>();
  for (let page = await store.listEvents(summary, PAGE); ; ) {
    for (const event of page.events) {
      fold.add(event);
      ids.add(event.id);
      kept.push({ name: event.name, time: event.time });
    }
    const last = page.events.at(-1);
    if (!page.more || !last) return { events: kept, ids, health: fold.result() };
    page = await store.listEvents(summary, PAGE, last);
  }
}
