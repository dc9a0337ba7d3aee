import { type Grace, type Policy, protectionOf } from '../channels/policy.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import { endOfSecond } from '../platform/clock.ts';

/** Why a channel is deleted or kept. */
export type CleanupReason =
  | 'grace-over'
  | 'never-live'
  | 'protected'
  | 'untagged'
  | 'tag-unreadable'
  | 'never-streamed'
  | 'newer-start'
  | 'settling'
  | 'end-unknown'
  | 'grace'
  | 'recording'
  | 'recording-unknown'
  | 'limit-reached'
  | 'live';

export type DeleteReason = 'grace-over' | 'never-live';

export type CleanupDecision =
  | { do: 'delete'; reason: DeleteReason }
  /** To be looked at again at `recheckAt` (ms since the epoch); without it, only when marked again. */
  | { do: 'keep'; reason: CleanupReason; recheckAt?: number; detail?: string };

export interface CleanupEvidence {
  policy: Policy;
  streamStatus: StreamStatus;
  /** The record alone says that another stream started after the last end (`startedSinceEnd`). */
  startedSinceEnd: boolean;
  /** Whether GetStream says that it is live; undefined before the last look. */
  live?: boolean;
  /** Since when it has been seen, tagged and without a stream, ms since the epoch (`neverLiveSince`). */
  neverLiveSince?: number;
  /**
   * How long its recording may still go on into another stream, ms; `unknown` if IVS does not know its
   * recording configuration; absent if it has none, or none that could matter (`recordingMatters`).
   */
  recordingWindow?: number | 'unknown';
}

/** What the settings say of when a channel may go; ms. */
export interface CleanupRules {
  /** The grace of `auto-delete: true`. */
  defaultGraceMs: number;
  /** How long a channel that never went live is kept; 0: for ever. */
  neverLiveMs: number;
}

/** How long until a channel is looked at again that is live, or whose end is not known, ms. */
export const RECHECK_MS = 5 * 60_000;

/** The longest `recordingReconnectWindowSeconds` that IVS takes (its service model), ms. */
const LONGEST_WINDOW_MS = 300_000;
/** Added to the window: IVS's clock and the events' times need not agree to the second, ms. */
const RECORDING_MARGIN_MS = 10_000;

/**
 * Whether a channel is to be deleted, by what is known of it. Where in doubt, it stays.
 *
 * @param now ms since the epoch
 */
export function decideCleanup(
  evidence: CleanupEvidence,
  now: number,
  rules: CleanupRules,
): CleanupDecision {
  const { policy, streamStatus, startedSinceEnd, live } = evidence;
  const consent = consentToDelete(policy);
  if (consent.do === 'keep') return consent;
  if (live) return { do: 'keep', reason: 'live', recheckAt: now + RECHECK_MS };
  if (streamStatus.state === 'unknown') return decideNeverLive(evidence, now, rules);
  if (startedSinceEnd && streamStatus.state !== 'ended')
    return { do: 'keep', reason: 'newer-start' };
  if (streamStatus.state === 'settling') {
    return { do: 'keep', reason: 'settling', recheckAt: streamStatus.until };
  }
  if (streamStatus.state === 'open') {
    return { do: 'keep', reason: 'end-unknown', recheckAt: now + RECHECK_MS };
  }
  const dueAt = cleanupDueAt(streamStatus.at, consent.grace, rules.defaultGraceMs);
  if (now < dueAt) return { do: 'keep', reason: 'grace', recheckAt: dueAt };
  return decideRecording(streamStatus.at, evidence, now);
}

/** Whether a recording that ended with the stream at `endedAt` may still be gone on with; all in ms. */
export function recordingMatters(endedAt: number, now: number): boolean {
  return now < recordingDueAt(endedAt, LONGEST_WINDOW_MS);
}

function recordingDueAt(endedAt: number, windowMs: number): number {
  return endOfSecond(endedAt) + windowMs + RECORDING_MARGIN_MS;
}

/** An encoder that comes back within the window goes on with the recording; without the channel it can't. */
function decideRecording(
  endedAt: number,
  { recordingWindow }: CleanupEvidence,
  now: number,
): CleanupDecision {
  if (recordingWindow === undefined) return { do: 'delete', reason: 'grace-over' };
  if (recordingWindow === 'unknown') {
    return { do: 'keep', reason: 'recording-unknown', recheckAt: now + RECHECK_MS };
  }
  const dueAt = recordingDueAt(endedAt, recordingWindow);
  if (now < dueAt) return { do: 'keep', reason: 'recording', recheckAt: dueAt };
  return { do: 'delete', reason: 'grace-over' };
}

function decideNeverLive(
  { neverLiveSince }: CleanupEvidence,
  now: number,
  { neverLiveMs }: CleanupRules,
): CleanupDecision {
  const dueAt = neverLiveDueAt(neverLiveSince, neverLiveMs);
  if (dueAt === undefined) return { do: 'keep', reason: 'never-streamed' };
  if (now < dueAt) return { do: 'keep', reason: 'never-streamed', recheckAt: dueAt };
  return { do: 'delete', reason: 'never-live' };
}

/** When a channel is due that never went live; undefined: never. All in ms. */
export function neverLiveDueAt(since: number | undefined, neverLiveMs: number): number | undefined {
  return since === undefined || neverLiveMs === 0 ? undefined : since + neverLiveMs;
}

/** Whether the tags ask for deletion, and after which grace. */
export function consentToDelete(
  policy: Policy,
): { do: 'ask'; grace: Grace } | Extract<CleanupDecision, { do: 'keep' }> {
  const off = protectionOf(policy);
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
