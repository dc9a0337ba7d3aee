import { type Clock, isoTime } from '../platform/clock.ts';
import { InputError } from '../platform/errors.ts';
import type { Log } from '../platform/observability.ts';
import type { CleanupStopStore } from './cleanup-stop.ts';

/** How long an approval is valid, ms. What is not deleted by then needs a new approval. */
const APPROVAL_VALID_MS = 24 * 3_600_000;

export interface ApproveDeps {
  stops: CleanupStopStore;
  clock: Clock;
  log: Log;
  /** Who asks, in words. */
  caller?: string;
}

export interface ApprovalAnswer {
  approved: string;
  /** When the approval ends, ISO 8601. */
  expiresAt: string;
}

/**
 * Approves the deletion of exactly one set of channels. The next run still checks each channel before
 * it is deleted.
 *
 * @param id of the set, as `cleanupStatus` returns it
 * @throws InputError if this set does not wait for approval
 */
export async function approveCleanup(
  { stops, clock, log, caller }: ApproveDeps,
  id: string,
): Promise<ApprovalAnswer> {
  const now = clock.now();
  const expiresAt = now + APPROVAL_VALID_MS;
  if (!(await stops.approve(id, now, expiresAt, caller))) {
    const waiting = await stops.pending(now);
    if (!waiting) throw new InputError('approve', 'no set waits for approval');
    throw new InputError('approve', `${waiting.id}, the set that waits for approval`, id);
  }
  log.info('set of channels approved for deletion', { set: id, by: caller });
  return { approved: id, expiresAt: isoTime(expiresAt) };
}
