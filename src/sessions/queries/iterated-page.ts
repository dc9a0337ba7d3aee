import { pageTokens } from '../../platform/page-tokens.ts';
import {
  iterateSessions,
  type SessionSelection,
  type VisitedSession,
} from '../iterate/iterate-sessions.ts';
import type { SessionQuery, TimeRange } from '../request.ts';
import { sessionIdText } from '../session-id.ts';
import type { ListedSession, SessionSummary } from '../summary.ts';
import { isNearDeadline, type QueryContext } from './context.ts';
import { type FullSessionView, fullViews } from './full-view.ts';
import type { SessionsAnswer } from './list.ts';
import { listedSessionAt, positionOf, sessionPositionSchema } from './page-position.ts';
import { bytesOf, firstThatFit, MAX_PAGE_BYTES } from './page-size.ts';

/** Which sessions a page holds, and when it ends. */
export interface PageOptions {
  /** Its page tokens are valid for it only. */
  query: SessionQuery & { channelArn?: string; range: TimeRange };
  selection: SessionSelection;
  /** Of the selection only these sessions. Default: all. */
  isWanted?(summary: SessionSummary): boolean;
  /** A page ends after the first batch with which it has this many sessions. */
  pageSize: number;
  /** A page ends after the first batch with which so many sessions have been read. Default: no limit. */
  maxVisits?: number;
}

/**
 * A page of the sessions of an iteration. A page may be shorter than `pageSize`, or empty, although there is
 * another one; only `nextToken` shows whether there is.
 */
export async function iteratedPage(
  { query, selection, isWanted = () => true, pageSize, maxVisits = Infinity }: PageOptions,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionsAnswer> {
  const tokens = pageTokens(query, sessionPositionSchema(query));
  const position = tokens.read(nextToken);
  const after = position && listedSessionAt(position);
  const sessions: FullSessionView[] = [];
  let [bytes, visits] = [0, 0];
  for await (const batch of iterateSessions(context.store, selection, after, context.clock.now())) {
    const summaries = batch.flatMap(({ summary }) => summary ?? []).filter(isWanted);
    const views = firstThatFit(await fullViews(summaries, context), MAX_PAGE_BYTES - bytes);
    sessions.push(...views);
    bytes += bytesOf(views);
    visits += batch.length;
    const isFull = views.length < summaries.length || sessions.length >= pageSize;
    const mayContinue = !isFull && bytes < MAX_PAGE_BYTES && visits < maxVisits;
    if (mayContinue && !isNearDeadline(context)) continue;
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
