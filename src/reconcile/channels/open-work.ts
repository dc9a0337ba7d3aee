import { recordedStatus } from '../../channels/find-stream-status.ts';
import { nextNeverLive } from '../../channels/never-live.ts';
import type { Policy } from '../../channels/policy.ts';
import type { ChannelRecord } from '../../channels/record.ts';
import type { StreamStatus } from '../../channels/stream-status.ts';
import { consentToDelete } from '../../cleanup/decide.ts';
import type { StreamSummary } from '../../ivs/api.ts';
import { isoTime } from '../../platform/clock.ts';
import { expiresAfter } from '../../platform/table.ts';
import { mayComeSuddenly } from '../../rotation/age-rule.ts';
import { consentToRotate } from '../../rotation/decide.ts';
import { missingMarks, type SurveySettings } from './missing-marks.ts';

/** What the survey still has to do for one channel. */
export interface OpenWork {
  /** Whether it has to mark the channel, to store something in its record, or to ask IVS. */
  isNeeded: boolean;
  /** Whether the channel may be due for deletion now, and is not marked. */
  mayBeDue: boolean;
}

/** Whether the channel's `rotate-key` has a new age because of which its key may be replaced suddenly. */
export function hasNewRule(
  policy: Policy,
  record: ChannelRecord,
  now: number,
  { rotationLimitWindowMs }: SurveySettings,
): boolean {
  const consent = consentToRotate(policy);
  if (consent.do === 'keep' || consent.rotation.on !== 'age') return false;
  return mayComeSuddenly(record, consent.rotation.ageMs, now, rotationLimitWindowMs);
}

const LIVE: StreamStatus = { state: 'open', streams: [] };
const NO_WORK: OpenWork = { isNeeded: false, mayBeDue: false };

/**
 * Says from a channel's tags and record alone, without a request, what the survey has to do for it.
 *
 * @param live the channel's stream in ListStreams, if it is live
 * @param now ms since the epoch
 */
export function openWork(
  policy: Policy,
  record: ChannelRecord,
  live: StreamSummary | undefined,
  now: number,
  settings: SurveySettings,
): OpenWork {
  const isToDelete = consentToDelete(policy).do === 'proceed';
  const status = live ? LIVE : recordedStatus(record, now);
  if (!status) return { isNeeded: true, mayBeDue: isToDelete && mayHaveEnded(record, now) };
  const marks = missingMarks(policy, record, status, now, settings);
  const { cleanup, rotation } = marks;
  if (cleanup !== undefined) return { isNeeded: true, mayBeDue: cleanup <= now };
  const isOld = isRefreshDue(record, now);
  const isStartNew = live !== undefined && record.lastStart?.streamId !== live.streamId;
  const isObserved = isToDelete && status.state === 'unknown';
  const isNeeded = isStartNew || (isObserved && nextNeverLive(record, now) !== undefined);
  return isNeeded || isOld || rotation !== undefined
    ? { isNeeded: true, mayBeDue: false }
    : NO_WORK;
}

/**
 * Whether a channel that is not marked, and of which the record has no end, may have streamed. If IVS was
 * asked before and knew no session, the channel is being prepared, as a rule.
 */
function mayHaveEnded(
  { cleanupDueAt, historyCheckedAt, lastStart, lastEnd, confirmedEnd }: ChannelRecord,
  now: number,
): boolean {
  if (cleanupDueAt !== undefined && cleanupDueAt <= isoTime(now)) return false;
  const hasStreamed = lastStart ?? lastEnd ?? confirmedEnd;
  return hasStreamed !== undefined || historyCheckedAt === undefined;
}

/** A record of an existing channel is written again this many days before DynamoDB deletes it. */
const RECORD_REFRESH_DAYS = 200;

/** Whether the record of a tagged channel would expire, for example during a long grace period. */
export function isRefreshDue({ expiresAt }: ChannelRecord, now: number): boolean {
  return expiresAt !== undefined && expiresAt < expiresAfter(now, RECORD_REFRESH_DAYS);
}
