import type { Fact, FactKind } from './facts.ts';
import type { SessionId } from './session-id.ts';
import type { EventRef, StoredEvent } from './stored-event.ts';
import type { ListedSession, Phase, SessionSummary } from './summary.ts';
import type { EventPosition, RecordedEvent } from './timeline/event.ts';

/** Which sessions an index query returns: those of a channel, or those of a phase. */
export type SessionIndexQuery = { channelArn: string } | { phase: Phase };

export interface ListOptions {
  /** Only sessions whose `sessionAt` is this or later, ISO 8601. */
  from?: string;
  /** Only sessions whose `sessionAt` is earlier than this, ISO 8601. */
  to?: string;
  /** Default: newest first. */
  oldestFirst?: boolean;
}

export interface SessionPage {
  sessions: ListedSession[];
  /** There is another page, after the last of these sessions. */
  more: boolean;
}

/** Whose events: a session's, or those of the account, which name no channel. */
export type EventOwner = SessionId | 'account';

export interface EventListOptions {
  /** Default: a session's events oldest first, the account's newest first. */
  newestFirst?: boolean;
}

export interface EventPage {
  events: RecordedEvent[];
  /** There may be another page, after the last of these events. */
  more: boolean;
}

export type AddFactResult =
  /** `before`: the summary without the fact; undefined if there was no summary. */
  | { stored: true; before: SessionSummary | undefined }
  /** The summary already holds a fact that the new one does not replace. */
  | { stored: false };

/**
 * Where sessions and their events are stored. `dynamoSessionStore` stores them in the table. Writes
 * are idempotent: to repeat them, in any order, changes nothing.
 */
export interface SessionStore {
  /** One conditional write. An event that is already stored is left as it is. */
  putEvent(stored: StoredEvent): Promise<void>;
  /** One consistent read. */
  hasEvent(event: EventRef): Promise<boolean>;
  /** One conditional write, no read. */
  addFact(id: SessionId, kind: FactKind, fact: Fact): Promise<AddFactResult>;
  /**
   * Marks an ended session as finalized and moves it to its last phase. Only the first call has an
   * effect.
   */
  markFinalized(id: SessionId, phase: Phase): Promise<void>;
  /**
   * Reads the newest state of any number of sessions.
   *
   * @returns summaries in no particular order; unknown sessions are left out
   */
  get(ids: SessionId[]): Promise<SessionSummary[]>;
  /**
   * Reads an index, which may be slightly out of date. Newest first unless `options` says
   * otherwise.
   */
  list(
    query: SessionIndexQuery,
    limit: number,
    after?: ListedSession,
    options?: ListOptions,
  ): Promise<SessionPage>;
  /**
   * One consistent read of events. A page may be shorter than `limit` although there are more events.
   *
   * @param after the position after which the page starts; there may be no event at it
   */
  listEvents(
    owner: EventOwner,
    limit: number,
    after?: EventPosition,
    options?: EventListOptions,
  ): Promise<EventPage>;
}
