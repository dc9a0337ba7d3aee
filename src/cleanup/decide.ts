import { type Grace, handsOff, type Policy } from '../channels/policy.ts';
import { endOfSecond, type Standing } from '../channels/standing.ts';

/** Why a channel is deleted or kept. */
export type CleanupReason =
  | 'grace-over'
  | 'protected'
  | 'untagged'
  | 'tag-unreadable'
  | 'never-streamed'
  | 'newer-start'
  | 'settling'
  | 'end-unknown'
  | 'grace'
  | 'live';

export type CleanupDecision =
  | { do: 'delete'; reason: 'grace-over' }
  /** To be looked at again at `recheckAt` (ms since the epoch); without it, only when marked again. */
  | { do: 'keep'; reason: CleanupReason; recheckAt?: number; detail?: string };

export interface CleanupEvidence {
  policy: Policy;
  standing: Standing;
  /** The record alone says that another stream started after the last end (`startedSinceEnd`). */
  startedSinceEnd: boolean;
  /** Whether GetStream says that it is live; undefined before the last look. */
  live?: boolean;
}

/** How long until a channel is looked at again that is live, or whose end is not known, ms. */
export const RECHECK_MS = 5 * 60_000;

/**
 * Whether a channel is to be deleted, by what is known of it. Where in doubt, it stays.
 *
 * @param now ms since the epoch
 * @param defaultGraceMs the grace of `auto-delete: true`
 */
export function decideCleanup(
  { policy, standing, startedSinceEnd, live }: CleanupEvidence,
  now: number,
  defaultGraceMs: number,
): CleanupDecision {
  const consent = consentToDelete(policy);
  if (consent.do === 'keep') return consent;
  if (live) return { do: 'keep', reason: 'live', recheckAt: now + RECHECK_MS };
  if (standing.state === 'unknown') return { do: 'keep', reason: 'never-streamed' };
  if (startedSinceEnd && standing.state !== 'ended') return { do: 'keep', reason: 'newer-start' };
  if (standing.state === 'settling') {
    return { do: 'keep', reason: 'settling', recheckAt: standing.until };
  }
  if (standing.state === 'open') {
    return { do: 'keep', reason: 'end-unknown', recheckAt: now + RECHECK_MS };
  }
  const dueAt = cleanupDueAt(standing.at, consent.grace, defaultGraceMs);
  if (now < dueAt) return { do: 'keep', reason: 'grace', recheckAt: dueAt };
  return { do: 'delete', reason: 'grace-over' };
}

/** Whether the tags ask for deletion, and after which grace. */
export function consentToDelete(
  policy: Policy,
): { do: 'ask'; grace: Grace } | Extract<CleanupDecision, { do: 'keep' }> {
  const off = handsOff(policy);
  if (off) return { do: 'keep', ...off };
  const { autoDelete } = policy;
  if (autoDelete.state === 'absent') return { do: 'keep', reason: 'untagged' };
  if (autoDelete.state === 'unreadable') {
    return { do: 'keep', reason: 'tag-unreadable', detail: autoDelete.reason };
  }
  return { do: 'ask', grace: autoDelete.value };
}

/** When a channel is due whose last stream ended at `endedAt`; all in ms. */
export function cleanupDueAt(endedAt: number, grace: Grace, defaultGraceMs: number): number {
  return endOfSecond(endedAt) + (grace === 'default' ? defaultGraceMs : grace);
}
