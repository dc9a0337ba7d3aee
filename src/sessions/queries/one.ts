import * as z from 'zod/mini';
import type { Recording, SessionHealth } from '../details/health.ts';
import type { SessionQuery } from '../request.ts';
import { hasEnded, type SessionSummary } from '../summary.ts';
import { readHealth } from '../timeline/read-health.ts';
import { type TimelineEntry, timelinePage } from '../timeline/timeline-page.ts';
import { LARGEST_PAGE_BYTES, pageTokens, type QueryContext } from './context.ts';
import { type FullSessionView, keyOf, toFullView } from './full-view.ts';

/** One session, or none, with its time line. */
export interface SessionAnswer {
  sessions: FullSessionView[];
  /** Absent for a session that is not known. */
  timeline?: TimelineEntry[];
  /** The time line goes on: ask the same again, with this. */
  nextToken?: string;
}

const PAGE = { entries: 1_000, bytes: LARGEST_PAGE_BYTES };
/** Sessions that a recording may have gone on into. */
const MOST_SUCCESSORS = 20;
const placeSchema = z.object({ time: z.string(), id: z.string() });

/** One session and a page of its time line. Its health is folded anew, for the first page. */
export async function oneSession(
  { id }: Extract<SessionQuery, { kind: 'one' }>,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionAnswer> {
  const tokens = pageTokens(id, placeSchema);
  const after = tokens.read(nextToken);
  const [summary] = await context.store.get([id]);
  if (!summary) return { sessions: [] };
  const view = await viewOf(summary, after === undefined, context);
  const { entries, last } = await timelinePage(context.store, summary, after, PAGE);
  return {
    sessions: [view],
    timeline: entries,
    ...(last && { nextToken: tokens.make({ time: last.time, id: last.id }) }),
  };
}

async function viewOf(
  summary: SessionSummary,
  folds: boolean,
  context: QueryContext,
): Promise<FullSessionView> {
  const [[details], [viewers], fresh] = await Promise.all([
    context.details.get([summary]),
    context.viewers.get([summary]),
    folds ? readHealth(context.store, summary) : undefined,
  ]);
  const health = fuller(fresh, details?.health);
  const whole = health && folds ? await withMergedRecordings(summary, health, context) : health;
  return toFullView(summary, { details, viewers }, whole);
}

/** An event may have come after the close of the books; and the first events of a long session expire first. */
function fuller(
  fresh: SessionHealth | undefined,
  closed: SessionHealth | undefined,
): SessionHealth | undefined {
  return fresh && fresh.events >= (closed?.events ?? 0) ? fresh : closed;
}

/** The end of a recording that went on into later streams of the channel comes with the last of them. */
async function withMergedRecordings(
  summary: SessionSummary,
  health: SessionHealth,
  { store, details }: QueryContext,
): Promise<SessionHealth> {
  const open = health.recordings.some(isOpen);
  if (!open || !hasEnded(summary)) return health;
  const { channelArn, sessionAt: from } = summary;
  const range = { from, oldestFirst: true };
  const { sessions } = await store.list({ channelArn }, MOST_SUCCESSORS, undefined, range);
  const others = sessions.filter((one) => keyOf(one) !== keyOf(summary));
  const later = (await details.get(others)).flatMap((one) => one.health.recordings);
  const recordings = health.recordings.map((recording) => {
    const end = isOpen(recording) && later.find((other) => isEndOf(other, recording));
    return end ? { ...end, ...startOf(recording) } : recording;
  });
  return { ...health, recordings };
}

const isOpen = ({ status, recordingSessionId }: Recording): boolean =>
  status === 'recording' && recordingSessionId !== undefined;

const isEndOf = (other: Recording, { recordingSessionId }: Recording): boolean =>
  other.status !== 'recording' && other.recordingSessionId === recordingSessionId;

const startOf = ({ startedAt }: Recording) => startedAt !== undefined && { startedAt };
