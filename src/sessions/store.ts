import type { Fact, FactKind } from './facts.ts';
import type { EventRef, StoredEvent } from './stored-event.ts';
import type { ListedSession, Phase, SessionId, SessionSummary } from './summary.ts';
import type { EventPosition, SessionEvent } from './timeline/event.ts';

/** Sessions, newest first: of a channel, or of a phase. */
export type SessionIndexQuery = { channelArn: string } | { phase: Phase };

/** Which of the listed sessions, and in what order. */
export interface ListOptions {
  /** Only those with a `sessionAt` from this on, ISO 8601. */
  from?: string;
  /** Only those with a `sessionAt` before this, ISO 8601. */
  to?: string;
  oldestFirst?: boolean;
}

export interface SessionPage {
  sessions: ListedSession[];
  /** There are more: ask again, after the last of these. */
  more: boolean;
}

/** Whose events: those of a session, or those that are the account's and have no channel. */
export type EventOwner = SessionId | 'account';

export interface EventPage {
  events: SessionEvent[];
  /** There may be more: ask again, after the last of these. */
  more: boolean;
}

/** What became of a fact, and the summary that it was added to: undefined if there was none. */
export type AddFactResult =
  | { stored: true; before: SessionSummary | undefined }
  /** What is known already subsumes it. */
  | { stored: false };

/**
 * Where sessions and their events are kept. `dynamoSessionStore` keeps them in the table. Writes are
 * idempotent: doing them again, in whatever order, changes nothing.
 */
export interface SessionStore {
  /** One conditional write: what is there stays as it is. */
  putEvent(kept: StoredEvent): Promise<void>;
  /** One consistent read. */
  hasEvent(event: EventRef): Promise<boolean>;
  /** One conditional write, no read. */
  addFact(id: SessionId, kind: FactKind, fact: Fact): Promise<AddFactResult>;
  /** Marks an ended session as compared with IVS and moves it to its last phase, once. */
  markFinalized(id: SessionId, phase: Phase): Promise<void>;
  /** Reads the newest state of any number of sessions; unknown ones are left out. In no certain order. */
  get(ids: SessionId[]): Promise<SessionSummary[]>;
  /** From an index, which may lag behind by a moment. */
  list(
    query: SessionIndexQuery,
    limit: number,
    after?: ListedSession,
    options?: ListOptions,
  ): Promise<SessionPage>;
  /**
   * Events as they are now: a session's oldest first, the account's newest first. A page may be
   * shorter than `limit` and yet have more.
   *
   * @param after the place to go on from; no event needs to be there
   */
  listEvents(of: EventOwner, limit: number, after?: EventPosition): Promise<EventPage>;
}
