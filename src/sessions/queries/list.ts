import { pageTokens } from '../../platform/page-tokens.ts';
import { sessionIdText, sessionLookup } from '../session-id.ts';
import type { SessionIndexQuery } from '../store.ts';
import type { ListedSession, SessionSummary } from '../summary.ts';
import type { QueryContext } from './context.ts';
import { type FullSessionView, fullViews } from './full-view.ts';
import { listedSessionAt, positionOf, sessionPositionSchema } from './page-position.ts';
import { firstThatFit } from './page-size.ts';

export interface SessionsAnswer {
  sessions: FullSessionView[];
  /** There is another page: send the same query with this token. */
  nextToken?: string;
}

/**
 * Sessions in one answer. Live sessions are small, because they have no health yet. A page of them may be shorter:
 * sessions that just ended are left out.
 */
const PAGE_SIZE = { live: 100, channel: 50 };

/** A channel's sessions, or the sessions that are live; newest first. */
export async function listSessions(
  query: SessionIndexQuery,
  nextToken: string | undefined,
  context: QueryContext,
): Promise<SessionsAnswer> {
  const tokens = pageTokens(query, sessionPositionSchema('phase' in query ? {} : query));
  const after = tokens.read(nextToken);
  const pageSize = 'phase' in query ? PAGE_SIZE.live : PAGE_SIZE.channel;
  const page = await context.store.list(query, pageSize, after && listedSessionAt(after));
  const summaries = await summariesOf(query, page.sessions, context);
  const sessions = firstThatFit(await fullViews(summaries, context));
  const allFit = sessions.length === summaries.length;
  const last = allFit ? page.sessions.at(-1) : listedSession(page.sessions, sessions.at(-1));
  const more = page.more || !allFit;
  return { sessions, ...(more && last && { nextToken: tokens.make(positionOf(last)) }) };
}

/** The newest state of the listed sessions, in the order of the list. */
async function summariesOf(
  query: SessionIndexQuery,
  listed: ListedSession[],
  { store }: QueryContext,
): Promise<SessionSummary[]> {
  const summaryOf = sessionLookup(await store.get(listed));
  const summaries = listed.flatMap((id) => summaryOf(id) ?? []);
  // The index may be out of date: a session that it lists as live may have ended.
  return summaries.filter((summary) => !('phase' in query) || summary.phase === query.phase);
}

function listedSession(
  listed: ListedSession[],
  view: FullSessionView | undefined,
): ListedSession | undefined {
  return view && listed.find((one) => sessionIdText(one) === sessionIdText(view));
}
