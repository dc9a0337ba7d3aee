import type { PendingDeletion } from './limits.ts';

/** A set of channels that is held back until an operator approves it. Times are ISO 8601. */
export interface CleanupStop {
  /** Of the set (`setId`). */
  id: string;
  /** When cleanup stopped. */
  at: string;
  /** How many channels are in the set, and how many would have been let through. */
  channels: number;
  allowed: number;
  /** When it is counted again whether still so many are due. */
  recountAt: string;
  /** When it is forgotten; if still so many are due then, a new set is told. */
  expiresAt: string;
  /** Whether the event has been told. */
  published: boolean;
}

/** A set that an operator let through. */
export interface Approval {
  id: string;
  channels: number;
  approvedAt: string;
  /** From then on its channels are as any others. */
  expiresAt: string;
}

/** A part of a set. */
export interface MemberPage {
  members: PendingDeletion[];
  /** Goes on behind these; absent on the last page. */
  next?: number;
}

/** Where it is kept that cleanup has stopped itself, and what an operator said to that. */
export interface CleanupStopStore {
  /** @returns the set that waits for approval, if one does that has not expired */
  pending(now: number): Promise<CleanupStop | undefined>;
  /** Writes the set's members, then the stop: from then on it can be approved. */
  save(stop: CleanupStop, members: readonly PendingDeletion[]): Promise<void>;
  /** Changes the stop, if it is still the one of that set. */
  update(id: string, changes: Partial<Pick<CleanupStop, 'recountAt' | 'published'>>): Promise<void>;
  /** Ends the stop of that set, if it still stands. */
  clear(id: string): Promise<void>;
  /**
   * Lets exactly that set through, and ends its stop. Done twice, it is done once.
   *
   * @returns false if it is not the set that waits
   */
  approve(id: string, now: number, expiresAt: number): Promise<boolean>;
  approvals(now: number): Promise<Approval[]>;
  members(id: string, from?: number): Promise<MemberPage>;
}
