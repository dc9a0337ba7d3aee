import { pageTokens } from '../../platform/page-tokens.ts';
import { iterateSessions, type VisitedSession } from '../iterate/iterate-sessions.ts';
import type { SessionQuery } from '../request.ts';
import { sessionIdText } from '../session-id.ts';
import type { ListedSession, SessionSummary } from '../summary.ts';
import { isNearDeadline, type QueryContext } from './context.ts';
import { type FullSessionView, fullViews } from './full-view.ts';
import type { SessionsAnswer } from './list.ts';
import { listedSessionAt, positionOf, sessionPositionSchema } from './page-position.ts';
import { bytesOf, firstThatFit, MAX_PAGE_BYTES } from './page-size.ts';

/** A page ends after the first batch with which it has this many sessions. */
const PAGE_SIZE = 500;

type RangeQuery = Extract<SessionQuery, { kind: 'range' }>;

/**
 * The sessions that overlap a time range, oldest first, in pages of about 500 sessions. A page may
 * be shorter, or empty, although there is another one; only `nextToken` shows whether there is.
 */
export async function sessionsInRange(
  query: RangeQuery,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionsAnswer> {
  const tokens = pageTokens(query, sessionPositionSchema(query));
  const position = tokens.read(nextToken);
  const after = position && listedSessionAt(position);
  const sessions: FullSessionView[] = [];
  let bytes = 0;
  for await (const batch of iterateSessions(context.store, query, after, context.clock.now())) {
    const summaries = batch.flatMap(({ summary }) => summary ?? []);
    const views = firstThatFit(await fullViews(summaries, context), MAX_PAGE_BYTES - bytes);
    sessions.push(...views);
    bytes += bytesOf(views);
    const isFull = views.length < summaries.length || sessions.length >= PAGE_SIZE;
    if (!isFull && bytes < MAX_PAGE_BYTES && !isNearDeadline(context)) continue;
    const last = lastPosition(batch, summaries, views.length);
    return { sessions, ...(last && { nextToken: tokens.make(positionOf(last)) }) };
  }
  return { sessions };
}

/** Where the next page continues if this page holds the first `count` summaries of a batch. */
function lastPosition(
  batch: VisitedSession[],
  summaries: SessionSummary[],
  count: number,
): ListedSession | undefined {
  const last = summaries[count - 1];
  if (count === summaries.length || !last) return batch.at(-1)?.position;
  const lastId = sessionIdText(last);
  return batch.find(({ position }) => sessionIdText(position) === lastId)?.position;
}
