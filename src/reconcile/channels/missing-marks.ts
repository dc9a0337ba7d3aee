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
import { endOfSecond, isoTime } from '../../platform/clock.ts';
import { consentToRotate } from '../../rotation/decide.ts';
import { endToRotateAfter, RECHECK_MS } from '../../rotation/decide-due.ts';

export interface SurveySettings extends CleanupRules {
  endGraceMs: number;
  /** Rotation is off: only what was begun is marked. */
  rotationOff?: boolean;
}

/** What the rotation said of a key, not of its channel: no tag of a channel that the survey sees changes it. */
const KEY_TROUBLE = new Set(['kept: several-keys', 'kept: protected', 'kept: tag-unreadable']);

/** What the survey would have the passes look at, and when (ms since the epoch). */
export type Marks = Partial<Record<DueKind, number>>;

/** Whether a channel's tags ask for anything at all: only such channels cost the survey more than their page. */
export function isTagged(policy: Policy): boolean {
  return consentToDelete(policy).do === 'proceed' || consentToRotate(policy).do === 'ask';
}

/**
 * Which marks a channel should have by what its record says. The passes decide; a mark too many costs
 * them a look, one that is missing would leave a channel behind.
 *
 * @param now ms since the epoch
 */
export function marksOf(
  policy: Policy,
  record: ChannelRecord,
  streamStatus: StreamStatus,
  now: number,
  settings: SurveySettings,
): Marks {
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
  // A mark so near is the pass's business: it looked, and the channel was in use. And of a key that it
  // could not touch it looks again at its own pace.
  if (rotationDueAt <= isoTime(now + RECHECK_MS) || KEY_TROUBLE.has(lastRotationDecision))
    return undefined;
  // Not seen yet: the pass looks at the key, and from then on it has a mark.
  if (!key) return now;
  if (consent.rotation.on === 'age') return Date.parse(key.since) + consent.rotation.ageMs;
  const end = endToRotateAfter(streamStatus, record, { key, onEndSince });
  return end && endOfSecond(Date.parse(end.at)) + endGraceMs;
}

/** Whether there is no mark, or only a later one. A mark that is due already is the pass's business. */
function isMissing(marked: string | undefined, dueAt: number): boolean {
  return marked === undefined || marked > isoTime(dueAt);
}
