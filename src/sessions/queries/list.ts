import type { SessionQuery } from '../store.ts';
import type { ListedSession, SessionSummary } from '../summary.ts';
import { type AskContext, fitting, listedAt, placeOf, placeSchema, tokensOf } from './context.ts';
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
  query: SessionQuery,
  nextToken: string | undefined,
  context: AskContext,
): Promise<SessionsAnswer> {
  const tokens = tokensOf(query, placeSchema);
  const after = tokens.read(nextToken);
  const page = await context.store.list(query, PAGE_SIZE, after && listedAt(after));
  const summaries = await summariesOf(query, page.sessions, context);
  const sessions = fitting(await fullViews(summaries, context));
  const all = sessions.length === summaries.length;
  const last = all ? page.sessions.at(-1) : placeAt(page.sessions, sessions.at(-1));
  const more = page.more || !all;
  return { sessions, ...(more && last && { nextToken: tokens.make(placeOf(last)) }) };
}

/** In the order of the index, as they are now. */
async function summariesOf(
  query: SessionQuery,
  listed: ListedSession[],
  { store }: AskContext,
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
