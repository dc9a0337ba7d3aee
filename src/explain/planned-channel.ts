import type { CleanupReason, RotationReason } from '../channels/audit-reason.ts';
import { latestSessions } from '../channels/latest-sessions.ts';
import { policyTags, readPolicy, type Tags } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { streamStatusOf } from '../channels/stream-status.ts';
import type { ChannelSummary } from '../ivs/api.ts';
import { isTagged } from '../reconcile/channels/missing-marks.ts';
import type { Mode } from '../settings/mode.ts';
import type { ChannelFacts } from './channel-facts.ts';
import { type Forecast, forecastCleanup, forecastRotation, type NextAction } from './forecast.ts';
import type { InspectDeps } from './inspect-channel.ts';
import { cleanupReasonText, rotationReasonText } from './reason-texts.ts';
import type { ExplainSettings } from './settings.ts';

/** What happens next to one channel. Times are ISO 8601 in UTC. */
export interface PlannedChannel {
  channelArn: string;
  name: string;
  /** The tags that begin with the prefix, which is `autopilot:` by default. */
  tags: Tags;
  /** Absent: nothing will happen. */
  next?: NextAction;
  /** When. Absent if `next` waits for the end of a stream. */
  at?: string;
  /** When a pass checks the channel next. Absent: not before an event or the reconcile marks it. */
  nextLookAt?: string;
  /** In mode `plan` the action is only reported, in mode `off` not even that. */
  mode?: Mode;
  /** The channel is due, but cleanup has stopped itself until an operator approves or fewer are due. */
  stopped?: true;
  /** The channel is due, but cleanup may wait until the survey has marked other channels that may be due. */
  waitsForSurvey?: true;
  /** The key is due, but too many are: it is replaced at this time at the latest. */
  limitedUntil?: string;
  /** Since when the key is too old and cannot be replaced, because the channel is in use; ISO 8601. */
  overdueSince?: string;
  /** docs/policy.md explains it. */
  reason: CleanupReason | RotationReason;
  /** The reason in plain English. */
  why: string;
}

/** A channel as ListChannels returns it. */
export type ListedChannel = ChannelSummary & { arn: string };

/** @param observed whether the channel is live, its recording window, and its keys if IVS was asked */
export async function planChannel(
  { arn, name = '', tags = {} }: ListedChannel,
  record: ChannelRecord,
  observed: Pick<ChannelFacts, 'live' | 'recordingWindow'> & Partial<Pick<ChannelFacts, 'keys'>>,
  { sessions, clock, tagKeys }: Pick<InspectDeps, 'sessions' | 'clock' | 'tagKeys'>,
  settings: ExplainSettings,
): Promise<PlannedChannel> {
  const policy = readPolicy(tags, tagKeys);
  const summaries = isTagged(policy) ? await latestSessions(sessions, record) : [];
  const now = clock.now();
  const streamStatus = streamStatusOf(record, summaries, now);
  // Where IVS was not asked, the channel is assumed to have a key, as nearly every channel does.
  const keys = [{ arn: record.key?.arn ?? 'not recorded yet' }];
  const facts: ChannelFacts = {
    ...{ policy, record, streamStatus, recordedStreamStatus: streamStatus, keys },
    ...observed,
  };
  const cleanup = forecastCleanup(facts, now, settings.cleanup);
  const rotation = forecastRotation(facts, now, settings.rotation);
  const next = isBefore(rotation, cleanup)
    ? nextOf(rotation, rotationReasonText(rotation.reason, tagKeys), record.rotationDueAt)
    : nextOf(cleanup, cleanupReasonText(cleanup.reason, tagKeys), record.cleanupDueAt);
  return { channelArn: arn, name, tags: policyTags(tags, tagKeys), ...next };
}

/** An action with a known time comes before one that waits for the end of a stream. */
function isBefore(a: Forecast<RotationReason>, b: Forecast<CleanupReason>): boolean {
  if (!a.action || !b.action) return a.action !== undefined;
  return (a.dueAt ?? '~') < (b.dueAt ?? '~');
}

function nextOf(
  {
    action,
    dueAt,
    mode,
    reason,
    detail,
    limitedUntil,
    overdueSince,
  }: Forecast<CleanupReason | RotationReason>,
  reasonText: string,
  nextLookAt: string | undefined,
) {
  return {
    ...(action && { next: action, mode }),
    ...(action && nextLookAt !== undefined && { nextLookAt }),
    ...(dueAt !== undefined && { at: dueAt }),
    ...(action && limitedUntil !== undefined && { limitedUntil }),
    ...(action && overdueSince !== undefined && { overdueSince }),
    reason,
    why: detail ?? reasonText,
  };
}
