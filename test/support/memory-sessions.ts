import {
  ACCOUNT,
  eventKey,
  eventRange,
  positionKey,
  toEventItem,
  toSessionEvent,
} from '../../src/sessions/event-item.ts';
import { sessionIdText } from '../../src/sessions/session-id.ts';
import type { SessionIndexQuery, SessionStore } from '../../src/sessions/store.ts';
import {
  hasEnded,
  type ListedSession,
  type SessionSummary,
  withFact,
} from '../../src/sessions/summary.ts';

/** A SessionStore in memory. It passes the same contract tests as `dynamoSessionStore`. */
export function memorySessionStore() {
  const events = new Map<string, ReturnType<typeof toEventItem>>();
  const summaries = new Map<string, SessionSummary>();
  const store: SessionStore = {
    async putEvent(stored) {
      const item = toEventItem(stored);
      const key = `${item.pk} ${item.sk}`;
      if (!events.has(key)) events.set(key, item);
    },
    async hasEvent(event) {
      const { pk, sk } = eventKey(event);
      return events.has(`${pk} ${sk}`);
    },
    async addFact(id, kind, fact) {
      const before = summaries.get(sessionIdText(id));
      const after = withFact(before, id, kind, fact);
      if (after) summaries.set(sessionIdText(id), after);
      return after ? { stored: true, before } : { stored: false };
    },
    async markFinalized(id, phase) {
      const summary = summaries.get(sessionIdText(id));
      if (summary && hasEnded(summary) && !summary.finalized)
        summaries.set(sessionIdText(id), { ...summary, finalized: { phase }, phase });
    },
    async get(ids) {
      return ids.flatMap((id) => summaries.get(sessionIdText(id)) ?? []);
    },
    async list(query, limit, after, { from = '', to = '~', oldestFirst = false } = {}) {
      const order = (a: ListedSession, b: ListedSession) =>
        oldestFirst ? newestFirst(b, a) : newestFirst(a, b);
      const found = [...summaries.values()].filter(
        (summary) => matches(query, summary) && from <= summary.sessionAt && summary.sessionAt < to,
      );
      const rest = found.sort(order).filter((summary) => !after || order(after, summary) < 0);
      const sessions = rest.slice(0, limit).map(({ channelArn, streamId, sessionAt }) => ({
        channelArn,
        streamId,
        sessionAt,
      }));
      return { sessions, more: rest.length > limit };
    },
    async listEvents(owner, limit, after, { newestFirst = owner === ACCOUNT } = {}) {
      const { pk, prefix } = eventRange(owner);
      const direction = newestFirst ? -1 : 1;
      const order = (a: string, b: string) => (a === b ? 0 : a < b ? -direction : direction);
      const found = [...events.values()]
        .filter((item) => item.pk === pk && item.sk.startsWith(prefix))
        .filter(({ sk }) => !after || order(positionKey(owner, after).sk, sk) < 0)
        .sort((a, b) => order(a.sk, b.sk));
      const page = found.slice(0, limit).map((item) => toSessionEvent({ ...item }));
      return { events: page, more: found.length > limit };
    },
  };
  return { ...store, events, summaries };
}

function matches(query: SessionIndexQuery, summary: SessionSummary): boolean {
  return 'phase' in query ? summary.phase === query.phase : summary.channelArn === query.channelArn;
}

function newestFirst(a: ListedSession, b: ListedSession): number {
  const [left, right] = [a, b].map((one) => `${one.sessionAt} ${sessionIdText(one)}`);
  if (left === right) return 0;
  return String(left) > String(right) ? -1 : 1;
}
