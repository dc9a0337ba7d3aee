import { neverLiveSince } from '../../channels/never-live.ts';
import type { Policy } from '../../channels/policy.ts';
import { type ChannelRecord, type DueKind, hasPendingWork } from '../../channels/record.ts';
import type { StreamStatus } from '../../channels/stream-status.ts';
import {
  type CleanupRules,
  cleanupDueAt,
  consentToDelete,
  neverLiveDueAt,
} from '../../cleanup/decide.ts';
import { endOfSecond } from '../../platform/clock.ts';
import { consentToRotate } from '../../rotation/decide.ts';
import { endToRotateAfter, RECHECK_MS } from '../../rotation/decide-due.ts';
import type { RequestedRotation } from '../../rotation/decision.ts';
import { keepDecision } from '../../rotation/last-decision.ts';

export interface SurveySettings extends CleanupRules {
  endGraceMs: number;
  /** How long an age in `rotate-key` counts as new, ms. */
  rotationLimitWindowMs: number;
  /** Rotation is off: only channels with an interrupted rotation are marked. */
  rotationOff?: boolean;
}

/**
 * Rotation decisions that depend on the stream key. The survey reads only the channel's tags, which
 * cannot change them.
 */
const KEY_DECISIONS = new Set(['kept: several-keys', 'kept: protected', 'kept: tag-unreadable']);

/** When cleanup and rotation should check a channel, ms since the epoch. */
export type DueMarks = Partial<Record<DueKind, number>>;

/**
 * Whether a channel's tags ask for cleanup or rotation. The survey spends no read or request on
 * other channels.
 */
export function isTagged(policy: Policy): boolean {
  return consentToDelete(policy).do === 'proceed' || consentToRotate(policy).do === 'proceed';
}

/**
 * The marks that a channel lacks, according to its record. The passes decide what happens to the
 * channel: a mark too many only costs them a check, but without a mark they would never check the
 * channel.
 *
 * @param now ms since the epoch
 */
export function missingMarks(
  policy: Policy,
  record: ChannelRecord,
  streamStatus: StreamStatus,
  now: number,
  settings: SurveySettings,
): DueMarks {
  const cleanup = cleanupMark(policy, record, streamStatus, now, settings);
  const rotation = rotationMark(policy, record, streamStatus, now, settings);
  return {
    ...(cleanup !== undefined && isMissing(record.cleanupDueAt, cleanup) && { cleanup }),
    ...(rotation !== undefined && isMissing(record.rotationDueAt, rotation) && { rotation }),
  };
}

function cleanupMark(
  policy: Policy,
  record: ChannelRecord,
  streamStatus: StreamStatus,
  now: number,
  { defaultGraceMs, neverLiveMs }: SurveySettings,
): number | undefined {
  const consent = consentToDelete(policy);
  if (consent.do === 'keep') return undefined;
  if (streamStatus.state === 'unknown') {
    return neverLiveDueAt(neverLiveSince(record, now), neverLiveMs);
  }
  if (streamStatus.state !== 'ended') return undefined;
  return cleanupDueAt(streamStatus.at, consent.grace, defaultGraceMs);
}

function rotationMark(
  policy: Policy,
  record: ChannelRecord,
  streamStatus: StreamStatus,
  now: number,
  { endGraceMs, rotationOff }: SurveySettings,
): number | undefined {
  const consent = consentToRotate(policy);
  if (consent.do === 'keep' || (rotationOff && !hasPendingWork(record))) return undefined;
  const { key, rotationDueAt, lastRotationDecision = '', onEndSince = null } = record;
  if (!rotationDueAt) return now;
  // The rotation checks the channel within the next 5 minutes, for example because it was live at
  // the last check.
  if (Date.parse(rotationDueAt) <= now + RECHECK_MS) return undefined;
  // The rotation could not change the key, and checks it again at its own interval.
  if (KEY_DECISIONS.has(lastRotationDecision)) return undefined;
  if (isLimited(record, consent.rotation)) return undefined;
  // The rotation has not read the key yet. When it does, it sets a mark.
  if (!key) return now;
  if (consent.rotation.on === 'age') return Date.parse(key.since) + consent.rotation.ageMs;
  const end = endToRotateAfter(streamStatus, record, { key, onEndSince });
  return end && endOfSecond(Date.parse(end.at)) + endGraceMs;
}

/** Whether the limit keeps the key of a channel that still has the same age in its tag. */
function isLimited(
  { lastRotationDecision, ageRule }: ChannelRecord,
  rotation: RequestedRotation,
): boolean {
  const isSame = rotation.on === 'age' && rotation.ageMs === ageRule?.ageMs;
  return isSame && lastRotationDecision === keepDecision('limit-reached');
}

/** Whether there is no mark at `dueAt` or earlier. */
function isMissing(marked: string | undefined, dueAt: number): boolean {
  return marked === undefined || Date.parse(marked) > dueAt;
}
