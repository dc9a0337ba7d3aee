import type { SessionId } from '../session-id.ts';
import type { SessionStore } from '../store.ts';
import type { EventPosition, RecordedEvent } from './event.ts';

/** Events in one page. DynamoDB returns at most 1 MB in any case. */
const PAGE_SIZE = 1_000;

export type EventReader = Pick<SessionStore, 'listEvents'>;

/**
 * All stored events of a session in time order, page by page: one consistent query for each 1,000
 * events or 1 MB. Throws what the store throws.
 *
 * @param after the position after which to start; undefined: at the first event
 */
export async function* eventPages(
  store: EventReader,
  id: SessionId,
  after?: EventPosition,
): AsyncGenerator<RecordedEvent[]> {
  let position = after;
  for (;;) {
    const { events, more } = await store.listEvents(id, PAGE_SIZE, position);
    yield events;
    position = events.at(-1);
    if (!more || !position) return;
  }
}
