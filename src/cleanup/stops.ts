import type { DueMember } from './limits.ts';

/** A set of channels that is held back until an operator approves it. Times are ISO 8601. */
export interface Stop {
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
  told: boolean;
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
  members: DueMember[];
  /** Goes on behind these; absent on the last page. */
  next?: number;
}

/** Where it is kept that cleanup has stopped itself, and what an operator said to that. */
export interface StopStore {
  /** @returns the set that waits for approval, if one does that has not expired */
  pending(now: number): Promise<Stop | undefined>;
  /** Writes the set's members, then the stop: from then on it can be approved. */
  stop(stop: Stop, members: readonly DueMember[]): Promise<void>;
  /** Changes the stop, if it is still the one of that set. */
  amend(id: string, changes: Partial<Pick<Stop, 'recountAt' | 'told'>>): Promise<void>;
  /** Ends the stop of that set, if it still stands. */
  lift(id: string): Promise<void>;
  /**
   * Lets exactly that set through, and ends its stop. Done twice, it is done once.
   *
   * @returns false if it is not the set that waits
   */
  approve(id: string, now: number, expiresAt: number): Promise<boolean>;
  approvals(now: number): Promise<Approval[]>;
  members(id: string, from?: number): Promise<MemberPage>;
}
