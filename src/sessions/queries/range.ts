import { iterateSessions, type VisitedSession } from '../iterate/iterate-sessions.ts';
import type { SessionQuery } from '../request.ts';
import type { ListedSession, SessionSummary } from '../summary.ts';
import {
  bytesOf,
  firstThatFit,
  isNearDeadline,
  LARGEST_PAGE_BYTES,
  listedSessionAt,
  pageTokens,
  positionOf,
  type QueryContext,
  sessionPositionSchema,
} from './context.ts';
import { type FullSessionView, fullViews, keyOf } from './full-view.ts';
import type { SessionsAnswer } from './list.ts';

/** Sessions in one answer, about. */
const PAGE_SIZE = 500;

type RangeQuestion = Extract<SessionQuery, { kind: 'range' }>;

/**
 * The sessions that overlap a time range, oldest first, in pages of about 500. A page may be shorter, or
 * empty, and yet not the last: only the nextToken says.
 */
export async function sessionsInRange(
  question: RangeQuestion,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionsAnswer> {
  const tokens = pageTokens(question, sessionPositionSchema);
  const from = tokens.read(nextToken);
  const sessions: FullSessionView[] = [];
  let bytes = 0;
  const steps = iterateSessions(
    context.store,
    question,
    from && listedSessionAt(from),
    context.clock.now(),
  );
  for await (const stops of steps) {
    const summaries = stops.flatMap(({ summary }) => summary ?? []);
    const views = firstThatFit(await fullViews(summaries, context), LARGEST_PAGE_BYTES - bytes);
    sessions.push(...views);
    bytes += bytesOf(views);
    const full = views.length < summaries.length || sessions.length >= PAGE_SIZE;
    if (!full && bytes < LARGEST_PAGE_BYTES && !isNearDeadline(context)) continue;
    const place = placeAfter(stops, summaries, views.length);
    return { sessions, ...(place && { nextToken: tokens.make(positionOf(place)) }) };
  }
  return { sessions };
}

/** Where to go on after so many of the summaries. */
function placeAfter(
  stops: VisitedSession[],
  summaries: SessionSummary[],
  taken: number,
): ListedSession | undefined {
  const last = summaries[taken - 1];
  if (taken === summaries.length || !last) return stops.at(-1)?.position;
  return stops.find(({ position: place }) => keyOf(place) === keyOf(last))?.position;
}
