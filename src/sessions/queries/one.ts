import { pageTokens } from '../../platform/page-tokens.ts';
import type { SessionHealth } from '../details/health.ts';
import type { SessionQuery } from '../request.ts';
import type { SessionSummary } from '../summary.ts';
import { readHealth } from '../timeline/read-health.ts';
import { type TimelineEntry, timelinePage } from '../timeline/timeline-page.ts';
import type { QueryContext } from './context.ts';
import { type FullSessionView, relatedRecords, toFullView } from './full-view.ts';
import { withMergedRecordings } from './merged-recordings.ts';
import { eventPositionOf, eventPositionSchema } from './page-position.ts';
import { MAX_PAGE_BYTES } from './page-size.ts';

export interface SessionAnswer {
  /** One session; empty if it is not known. */
  sessions: FullSessionView[];
  /** Absent if the session is not known. */
  timeline?: TimelineEntry[];
  /** The time line has another page: send the same query with this token. */
  nextToken?: string;
}

const TIMELINE_PAGE = { entries: 1_000, bytes: MAX_PAGE_BYTES };

/**
 * One session and a page of its time line. For the first page, its health is computed from its
 * events.
 */
export async function oneSession(
  { id, withDelivery }: Extract<SessionQuery, { kind: 'one' }>,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionAnswer> {
  const tokens = pageTokens(id, eventPositionSchema);
  const after = tokens.read(nextToken);
  const [summary] = await context.store.get([id]);
  if (!summary) return { sessions: [] };
  const isFirstPage = after === undefined;
  const view = await (isFirstPage ? currentView : storedView)(summary, context);
  const { entries, last } = await timelinePage(context.store, summary, after, {
    ...TIMELINE_PAGE,
    withDelivery,
  });
  return {
    sessions: [view],
    timeline: entries,
    ...(last && { nextToken: tokens.make(eventPositionOf(last)) }),
  };
}

async function storedView(
  summary: SessionSummary,
  context: QueryContext,
): Promise<FullSessionView> {
  const [records = {}] = await relatedRecords([summary], context);
  return toFullView(summary, records, { curve: 'whole' });
}

async function currentView(
  summary: SessionSummary,
  context: QueryContext,
): Promise<FullSessionView> {
  const [[records = {}], current] = await Promise.all([
    relatedRecords([summary], context),
    readHealth(context.store, summary),
  ]);
  const health = moreComplete(current, records.details?.health);
  const merged = await withMergedRecordings(summary, health, context);
  return toFullView(summary, records, { health: merged, curve: 'whole' });
}

/**
 * An event may have come after the session was finalized, so the current health may know more. The
 * first events of a long session may have expired, so the health at that time may know more.
 */
function moreComplete(current: SessionHealth, finalized: SessionHealth | undefined): SessionHealth {
  return finalized && finalized.events > current.events ? finalized : current;
}
