import type { CleanupReason } from '../channels/audit-reason.ts';
import type { PassSummary } from '../channels/pass.ts';

/**
 * The result of checking one due channel.
 *
 * - a `CleanupReason`: the channel is kept
 * - `deleted`; `gone`: it did not exist any more
 * - `planned`: mode `apply` would have deleted it
 * - `changed`: its record or its streams changed during the check, so the next run checks it again
 */
export type CleanupOutcome = CleanupReason | 'deleted' | 'gone' | 'planned' | 'changed';

export interface CleanupSummary extends PassSummary<CleanupOutcome> {
  /** Too many channels are due, so that only approved ones were deleted. */
  stopped?: { id: string; channels: number; allowed: number };
}
