import type { SessionHealth } from '../details/health.ts';
import type { SessionSummary } from '../summary.ts';
import { type EventReader, eventPages } from './event-pages.ts';
import { HealthFold } from './fold-health.ts';

/** Computes the health of a session from all of its stored events. Throws what the store throws. */
export async function readHealth(
  store: EventReader,
  summary: SessionSummary,
): Promise<SessionHealth> {
  const fold = new HealthFold(summary);
  for await (const events of eventPages(store, summary)) {
    for (const event of events) fold.add(event);
  }
  return fold.result();
}
