import type { Home } from '../ivs/accept.ts';
import { InputError } from '../platform/errors.ts';
import type { Observability } from '../platform/observability.ts';
import { decodeToken, encodeToken } from './page-token.ts';
import { readRequest, type SessionRequest } from './request.ts';
import type { SessionQuery, SessionStore } from './store.ts';
import { LIVE, type SessionId, type SessionSummary } from './summary.ts';
import { type SessionView, toView } from './view.ts';

export interface SessionsAnswer {
  /** Newest first. */
  sessions: SessionView[];
  /** There are more: ask the same again, with this. */
  nextToken?: string;
}

/** Sessions in one answer. A page of the live ones may be shorter: what has just ended is left out. */
const PAGE_SIZE = 50;

export interface AskContext extends Observability {
  store: SessionStore;
  home: Home;
}

/**
 * Answers a question about sessions.
 *
 * @param input `{channelArn, streamId?, nextToken?}` or `{live: true, nextToken?}`
 * @throws InputError that names the field which is wrong; logged and counted here
 */
export async function getSessions(input: unknown, context: AskContext): Promise<SessionsAnswer> {
  try {
    return await answer(readRequest(input, context.home), context.store);
  } catch (error) {
    if (error instanceof InputError) {
      context.log.warn('request refused', { field: error.field, reason: error.message });
      context.metrics.add('InvalidRequests');
    }
    throw error;
  }
}

async function answer(request: SessionRequest, store: SessionStore): Promise<SessionsAnswer> {
  switch (request.kind) {
    case 'one':
      return { sessions: (await store.get([request.id])).map(toView) };
    case 'channel':
      return page(store, { channelArn: request.channelArn }, request.nextToken);
    case 'live':
      return page(store, { phase: LIVE }, request.nextToken);
  }
}

async function page(
  store: SessionStore,
  query: SessionQuery,
  token: string | undefined,
): Promise<SessionsAnswer> {
  const scope = JSON.stringify(query);
  const after = token === undefined ? undefined : decodeToken(scope, token);
  const { sessions: listed, more } = await store.list(query, PAGE_SIZE, after);
  const last = listed.at(-1);
  return {
    sessions: (await inOrder(store, listed)).filter((found) => belongs(query, found)).map(toView),
    ...(more && last && { nextToken: encodeToken(scope, last) }),
  };
}

/** An index may lag behind: what it still calls live may have ended. */
function belongs(query: SessionQuery, summary: SessionSummary): boolean {
  return !('phase' in query) || summary.phase === query.phase;
}

async function inOrder(store: SessionStore, ids: SessionId[]): Promise<SessionSummary[]> {
  const found = new Map((await store.get(ids)).map((summary) => [keyOf(summary), summary]));
  return ids.flatMap((id) => found.get(keyOf(id)) ?? []);
}

const keyOf = ({ channelArn, streamId }: SessionId): string => `${channelArn} ${streamId}`;
