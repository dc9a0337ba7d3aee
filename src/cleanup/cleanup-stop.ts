import type { PendingDeletion } from './limits.ts';

/**
 * Cleanup has stopped itself, because too many channels were due. It names the set of these
 * channels, which an operator can approve. Times are ISO 8601.
 */
export interface CleanupStop {
  /** Of the set (`setId`). */
  id: string;
  /** When cleanup stopped. */
  at: string;
  /** How many channels are in the set. */
  channels: number;
  /** How many deletions are allowed within the window of the limit. */
  allowed: number;
  /** How many channels had been deleted within the window, without approval. */
  deleted: number;
  /** When the due channels are counted again. */
  recountAt: string;
  /** When the stop ends. If too many channels are due then, cleanup stops again with a new set. */
  expiresAt: string;
  /** Whether the event `Cleanup Stopped` has been published. */
  published: boolean;
}

/** A set of channels that an operator has approved. */
export interface Approval {
  /** Of the set. */
  id: string;
  channels: number;
  /** ISO 8601. */
  approvedAt: string;
  /** Who approved it, in words. Absent for approvals of an older version. */
  by?: string;
  /** After this time, the channels of the set count like all others, ISO 8601. */
  expiresAt: string;
}

/** A page of a set. */
export interface MemberPage {
  members: PendingDeletion[];
  /** The number of the next page; absent on the last page. */
  next?: number;
}

/** Stores that cleanup has stopped itself, and what operators have approved. */
export interface CleanupStopStore {
  /**
   * @param now ms since the epoch
   * @returns the stop that waits for approval; undefined if there is none or it has expired
   */
  pending(now: number): Promise<CleanupStop | undefined>;
  /** Writes the members of the set first, and then the stop. The set can be approved from then on. */
  save(stop: CleanupStop, members: readonly PendingDeletion[]): Promise<void>;
  /** Changes the stop, unless it has been cleared or replaced by another set's. */
  update(id: string, changes: Partial<Pick<CleanupStop, 'recountAt' | 'published'>>): Promise<void>;
  /** Ends the stop, unless another set's has replaced it. */
  clear(id: string): Promise<void>;
  /**
   * Approves the set and ends its stop. To approve the same set again has no effect.
   *
   * @param now ms since the epoch
   * @param expiresAt when the approval ends, ms since the epoch
   * @param by who approves it, in words
   * @returns false if the set does not wait for approval and is not approved
   */
  approve(id: string, now: number, expiresAt: number, by?: string): Promise<boolean>;
  /** @returns the approvals that have not expired */
  approvals(now: number): Promise<Approval[]>;
  /** @param page the first page without it */
  members(id: string, page?: number): Promise<MemberPage>;
}
