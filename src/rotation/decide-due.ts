import type { RotationReason } from '../channels/audit-reason.ts';
import type { ChannelRecord, Evidence } from '../channels/record.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import { endOfSecond, isoTime } from '../platform/clock.ts';
import type {
  KeepKey,
  KeyFacts,
  RequestedRotation,
  RotationDecision,
  RotationEvidence,
} from './decision.ts';

/** How long until a channel is checked again that is live, or whose end is unknown, ms. */
export const RECHECK_MS = 5 * 60_000;
/** How often a key that is not due is checked, ms. Somebody else may have deleted or replaced it. */
export const KEY_CHECK_MS = 24 * 3_600_000;
/** Streams that ended longer than this before `on-end` was first seen do not rotate the key, ms. */
export const ON_END_REACH_MS = 3_600_000;

/** Decides whether a rotation that the tags ask for is due, and whether the channel is free for it. */
export function decideDue(
  { record, streamStatus, live }: RotationEvidence,
  rotation: RequestedRotation,
  facts: KeyFacts,
  { now, endGraceMs }: { now: number; endGraceMs: number },
): RotationDecision {
  const end = rotation.on === 'end' ? endToRotateAfter(streamStatus, record, facts) : undefined;
  const requestedAt = rotation.on === 'age' ? tooOldAt(facts, rotation) : end && 0;
  const keep = (reason: RotationReason, recheckAt: number): KeepKey => ({
    do: 'keep',
    reason,
    recheckAt: Math.min(recheckAt, now + KEY_CHECK_MS),
    facts,
  });
  const isTooOld = rotation.on === 'age' && requestedAt !== undefined && now >= requestedAt;
  const keepInUse = (reason: RotationReason, recheckAt: number): KeepKey => ({
    ...keep(reason, recheckAt),
    ...(isTooOld && { overdueSince: requestedAt }),
  });
  if (live) return keepInUse('live', now + RECHECK_MS);
  if (requestedAt === undefined) return keep('not-due', Number.POSITIVE_INFINITY);
  const dueAt = Math.max(requestedAt, graceEnd(streamStatus, endGraceMs));
  if (now < dueAt) return keep('not-due', dueAt);
  if (streamStatus.state === 'settling') return keepInUse('settling', streamStatus.until);
  if (streamStatus.state === 'open') return keepInUse('end-unknown', now + RECHECK_MS);
  const reason = rotation.on === 'age' ? 'key-too-old' : 'stream-ended';
  return { do: 'rotate', reason, keyArn: facts.key.arn, facts, ...(end && { end }) };
}

/**
 * Finds the end of the stream after which an `on-end` key is to be rotated.
 *
 * @returns undefined if the newest stream has not ended, has rotated a key before, ended before the key
 *   was created, or ended too long before `on-end` was first seen
 */
export function endToRotateAfter(
  streamStatus: StreamStatus,
  { handledEnd }: Pick<ChannelRecord, 'handledEnd'>,
  { key, onEndSince }: Pick<KeyFacts, 'key' | 'onEndSince'>,
): Evidence | undefined {
  if (streamStatus.state !== 'ended') return undefined;
  const { streamId, at } = streamStatus;
  if (handledEnd?.streamId === streamId) return undefined;
  if (key.created && Date.parse(key.since) > endOfSecond(at)) return undefined;
  if (at < Date.parse(onEndSince ?? key.since) - ON_END_REACH_MS) return undefined;
  return { streamId, at: isoTime(at) };
}

function tooOldAt({ key }: KeyFacts, { ageMs }: { ageMs: number }): number {
  return Date.parse(key.since) + ageMs;
}

/** Until when an encoder may reconnect after the last stream, ms since the epoch; 0 if none has ended. */
function graceEnd(streamStatus: StreamStatus, endGraceMs: number): number {
  return streamStatus.state === 'ended' ? endOfSecond(streamStatus.at) + endGraceMs : 0;
}
