import type { CleanupReason } from '../channels/audit-reason.ts';
import type { PassSummary } from '../channels/pass.ts';

/**
 * The result of checking one due channel.
 *
 * - a `CleanupReason`: the channel is kept
 * - `deleted`; `gone`: it did not exist any more
 * - `planned`: mode `apply` would have deleted it
 * - `changed`: its record or its streams changed during the check, so the next run checks it again
 * - `waiting`: it would be deleted, but the survey may mark so many others that an approval is needed
 */
export type CleanupOutcome = CleanupReason | 'deleted' | 'gone' | 'planned' | 'changed' | 'waiting';

export interface CleanupSummary extends PassSummary<CleanupOutcome> {
  /** Too many channels are due, so that only approved ones were deleted. */
  stopped?: { id: string; channels: number; allowed: number; deleted: number };
  /** The survey may mark `unmarked` more channels, and then too many would be due. */
  waiting?: { unmarked: number; allowed: number; deleted: number };
}
