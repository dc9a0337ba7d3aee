import type { SessionHealth } from '../details/health.ts';
import type { SessionStore } from '../store.ts';
import type { SessionSummary } from '../summary.ts';
import { healthFold } from './fold-health.ts';

/** Events read at once; DynamoDB gives at most 1 MB of them anyway. */
const PAGE = 1_000;

/**
 * Folds how a stream went from all of its events, as they are now: page by page, in memory that does
 * not grow with their number. One consistent query for each 1,000 events or 1 MB. Throws what the store throws.
 */
export async function readHealth(
  store: Pick<SessionStore, 'listEvents'>,
  summary: SessionSummary,
): Promise<SessionHealth> {
  const fold = healthFold(summary);
  for (let page = await store.listEvents(summary, PAGE); ; ) {
    for (const event of page.events) fold.add(event);
    const last = page.events.at(-1);
    if (!page.more || !last) return fold.result();
    page = await store.listEvents(summary, PAGE, last);
  }
}
