import type { CleanupReason, DeleteReason } from '../channels/audit-reason.ts';
import { type Grace, type Policy, protectionOf } from '../channels/policy.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import { endOfSecond } from '../platform/clock.ts';

/** `recheckAt`: when to check the channel again, ms since the epoch. Absent: when it is marked again. */
export interface KeepDecision {
  do: 'keep';
  reason: CleanupReason;
  recheckAt?: number;
  detail?: string;
}

export type CleanupDecision = { do: 'delete'; reason: DeleteReason } | KeepDecision;

export interface CleanupEvidence {
  policy: Policy;
  streamStatus: StreamStatus;
  /** The record says that another stream started after the last end (`startedSinceEnd`). */
  startedSinceEnd: boolean;
  /** Whether GetStream says that the channel is live; absent before the final check. */
  live?: boolean;
  /** Since when the channel has been tagged and without a stream, ms since the epoch (`neverLiveSince`). */
  neverLiveSince?: number;
  /**
   * How long after a stream another one may continue its recording, ms. `unknown`: the recording
   * configuration does not exist. Absent: the channel does not record, or the window has certainly
   * passed (`recordingMatters`).
   */
  recordingWindow?: number | 'unknown';
}

/** The settings for when a channel may be deleted, ms. */
export interface CleanupRules {
  /** The grace of `auto-delete: true`. */
  defaultGraceMs: number;
  /** How long a channel that never went live is kept; 0: for ever. */
  neverLiveMs: number;
}

/** After this time a channel is checked again that is live or whose end is not known, ms. */
export const RECHECK_MS = 5 * 60_000;

/** The maximum of `recordingReconnectWindowSeconds` in the IVS API, ms. */
const LONGEST_WINDOW_MS = 300_000;
/** Added to the window, ms, because the clock of IVS and the times of events may differ. */
const RECORDING_MARGIN_MS = 10_000;

/**
 * Decides whether a channel is to be deleted. When in doubt, it is kept.
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

/**
 * Whether another stream might still continue the recording of a stream that ended at `endedAt`, with
 * the longest possible reconnect window. All times in ms.
 */
export function recordingMatters(endedAt: number, now: number): boolean {
  return now < recordingDueAt(endedAt, LONGEST_WINDOW_MS);
}

function recordingDueAt(endedAt: number, windowMs: number): number {
  return endOfSecond(endedAt) + windowMs + RECORDING_MARGIN_MS;
}

/**
 * An encoder that reconnects within the window continues the recording. It could not if the channel
 * were deleted.
 */
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

/** When a channel that never went live is due for deletion; undefined: never. All times in ms. */
export function neverLiveDueAt(since: number | undefined, neverLiveMs: number): number | undefined {
  return since === undefined || neverLiveMs === 0 ? undefined : since + neverLiveMs;
}

/** Whether the tags ask for deletion, and after which grace. */
export function consentToDelete(policy: Policy): { do: 'proceed'; grace: Grace } | KeepDecision {
  const protection = protectionOf(policy);
  if (protection) return { do: 'keep', ...protection };
  const { autoDelete } = policy;
  if (autoDelete.state === 'absent') return { do: 'keep', reason: 'untagged' };
  if (autoDelete.state === 'unreadable') {
    return { do: 'keep', reason: 'tag-unreadable', detail: autoDelete.reason };
  }
  return { do: 'proceed', grace: autoDelete.value };
}

/** When a channel whose last stream ended at `endedAt` is due for deletion; all times in ms. */
export function cleanupDueAt(endedAt: number, grace: Grace, defaultGraceMs: number): number {
  return endOfSecond(endedAt) + (grace === 'default' ? defaultGraceMs : grace);
}
