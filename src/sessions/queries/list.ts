import type { SessionIndexQuery } from '../store.ts';
import type { ListedSession, SessionSummary } from '../summary.ts';
import {
  firstThatFit,
  listedSessionAt,
  pageTokens,
  positionOf,
  type QueryContext,
  sessionPositionSchema,
} from './context.ts';
import { byId, type FullSessionView, fullViews, keyOf } from './full-view.ts';

export interface SessionsAnswer {
  sessions: FullSessionView[];
  /** There are more: ask the same again, with this. */
  nextToken?: string;
}

/** Sessions in one answer. A page of the live ones may be shorter: what has just ended is left out. */
const PAGE_SIZE = 50;

/** A channel's sessions, or those that are live, newest first. */
export async function listSessions(
  query: SessionIndexQuery,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionsAnswer> {
  const tokens = pageTokens(query, sessionPositionSchema);
  const after = tokens.read(nextToken);
  const page = await context.store.list(query, PAGE_SIZE, after && listedSessionAt(after));
  const summaries = await summariesOf(query, page.sessions, context);
  const sessions = firstThatFit(await fullViews(summaries, context));
  const all = sessions.length === summaries.length;
  const last = all ? page.sessions.at(-1) : placeAt(page.sessions, sessions.at(-1));
  const more = page.more || !all;
  return { sessions, ...(more && last && { nextToken: tokens.make(positionOf(last)) }) };
}

/** In the order of the index, as they are now. */
async function summariesOf(
  query: SessionIndexQuery,
  listed: ListedSession[],
  { store }: QueryContext,
): Promise<SessionSummary[]> {
  const found = byId(await store.get(listed));
  const summaries = listed.flatMap((id) => found.get(keyOf(id)) ?? []);
  // The index may lag behind: what it still calls live may have ended.
  return summaries.filter((summary) => !('phase' in query) || summary.phase === query.phase);
}

function placeAt(
  listed: ListedSession[],
  view: FullSessionView | undefined,
): ListedSession | undefined {
  return view && listed.find((one) => keyOf(one) === keyOf(view));
}
