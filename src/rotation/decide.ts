import { type Policy, protectionOf, type RotateKeyRule, readPolicy } from '../channels/policy.ts';
import type { ChannelRecord, Evidence, KnownKey } from '../channels/record.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { StreamKeySummary } from '../ivs/api.ts';
import { endOfSecond, isoTime } from '../platform/clock.ts';

/** Why a stream key is rotated, made, or left alone. */
export type RotationReason =
  | 'key-too-old'
  | 'stream-ended'
  | 'no-key'
  | 'cut-off'
  | 'protected'
  | 'untagged'
  | 'tag-unreadable'
  | 'never'
  | 'several-keys'
  | 'not-due'
  | 'settling'
  | 'end-unknown'
  | 'live'
  | 'overdue';

/** A rotation that the tags ask for. */
export type AskedRotation = Exclude<RotateKeyRule, { on: 'never' }>;

/** What was learned about the key on the way, to be kept on the record. */
export interface KeyFacts {
  key: KnownKey;
  /** When `on-end` was first seen; null if that is not what the tag says. */
  onEndSince: string | null;
}

export type RotationDecision =
  /** Delete this key, then create another. `end`: the stream's end that it is for. */
  | {
      do: 'rotate';
      reason: 'key-too-old' | 'stream-ended';
      keyArn: string;
      end?: Evidence;
      facts: KeyFacts;
    }
  /** There is no key: create one. `cut-off`: a rotation deleted it. */
  | { do: 'create'; reason: 'no-key' | 'cut-off' }
  /** A rotation was cut off after the new key was created: note that key. */
  | { do: 'adopt'; reason: 'cut-off'; keyArn: string }
  | KeepKey;

export interface KeepKey {
  do: 'keep';
  reason: RotationReason;
  /** When to look again, ms since the epoch; without it, only when marked again. */
  recheckAt?: number;
  detail?: string;
  facts?: KeyFacts;
  /** Since when it is too old, ms since the epoch, if only that the channel is in use keeps it. */
  overdueSince?: number;
}

export interface RotationEvidence {
  policy: Policy;
  record: ChannelRecord;
  streamStatus: StreamStatus;
  keys: readonly StreamKeySummary[];
  /** Whether GetStream says that it is live; undefined before the last look. */
  live?: boolean;
}

export const RECHECK_MS = 5 * 60_000;
/** A key that is not due is looked at this often, ms: it may have been deleted or replaced by others. */
export const KEY_CHECK_MS = 24 * 3_600_000;
/** A key that its own tags protect, or one of several: looked at this often, ms, as no event tells of a change. */
export const TROUBLE_CHECK_MS = 3_600_000;
/** Streams that ended longer than this before `on-end` was first seen do not rotate their key, ms. */
export const ON_END_REACH_MS = 3_600_000;

/**
 * Whether a channel's stream key is to be rotated, by what is known of it. A rotation that was begun is
 * finished whatever the tags say by now: that restores what a channel had, and takes nothing from it.
 *
 * @param now ms since the epoch
 * @param endGraceMs how long after a stream's end a dropped encoder may come back with the same key
 */
export function decideRotation(
  evidence: RotationEvidence,
  now: number,
  endGraceMs: number,
): RotationDecision {
  const { policy, record, keys } = evidence;
  const [keyArn, ...more] = keys.flatMap(({ arn }) => arn ?? []);
  const begun = finishBegun(record, keyArn, more);
  if (begun) return begun;
  const consent = consentToRotate(policy);
  if (consent.do === 'keep') return consent;
  if (keyArn === undefined) return { do: 'create', reason: 'no-key' };
  const off = protectionOf(readPolicy(keys[0]?.tags));
  if (off) return { do: 'keep', ...off, recheckAt: now + TROUBLE_CHECK_MS };
  if (more.length > 0) {
    return { do: 'keep', reason: 'several-keys', recheckAt: now + TROUBLE_CHECK_MS };
  }
  return decideDue(
    evidence,
    consent.rotation,
    factsOf(record, keyArn, consent.rotation, now),
    now,
    endGraceMs,
  );
}

/** How a rotation that was cut off is finished, if there is one that has come to the deletion. */
function finishBegun(
  { pendingRotation }: ChannelRecord,
  keyArn: string | undefined,
  more: readonly string[],
): RotationDecision | undefined {
  if (!pendingRotation) return;
  if (keyArn === undefined) return { do: 'create', reason: 'cut-off' };
  if (keyArn === pendingRotation.keyArn || more.length > 0) return;
  return { do: 'adopt', reason: 'cut-off', keyArn };
}

/** Whether the tags ask for rotation. */
export function consentToRotate(policy: Policy): { do: 'ask'; rotation: AskedRotation } | KeepKey {
  const off = protectionOf(policy);
  if (off) return { do: 'keep', ...off };
  const { rotateKey } = policy;
  if (rotateKey.state === 'absent') return { do: 'keep', reason: 'untagged' };
  if (rotateKey.state === 'unreadable') {
    return { do: 'keep', reason: 'tag-unreadable', detail: rotateKey.reason };
  }
  const rotation = rotateKey.value;
  return rotation.on === 'never' ? { do: 'keep', reason: 'never' } : { do: 'ask', rotation };
}

/** The end of the stream for which an `on-end` key is still to be rotated, if there is one. */
export function endToHandle(
  streamStatus: StreamStatus,
  record: Pick<ChannelRecord, 'handledEnd'>,
  { key, onEndSince }: KeyFacts,
): Evidence | undefined {
  if (streamStatus.state !== 'ended' || record.handledEnd?.streamId === streamStatus.streamId)
    return;
  const youngerKey = key.created && Date.parse(key.since) > endOfSecond(streamStatus.at);
  const before = Date.parse(onEndSince ?? key.since) - ON_END_REACH_MS;
  if (youngerKey || streamStatus.at < before) return;
  return { streamId: streamStatus.streamId, at: isoTime(streamStatus.at) };
}

function factsOf(
  record: ChannelRecord,
  keyArn: string,
  rotation: RotateKeyRule,
  now: number,
): KeyFacts {
  const known = record.key?.arn === keyArn ? record.key : undefined;
  return {
    key: known ?? { arn: keyArn, since: isoTime(now), created: false },
    onEndSince: rotation.on === 'end' ? (record.onEndSince ?? isoTime(now)) : null,
  };
}

function decideDue(
  { record, streamStatus, live }: RotationEvidence,
  rotation: AskedRotation,
  facts: KeyFacts,
  now: number,
  endGraceMs: number,
): RotationDecision {
  const end = rotation.on === 'end' ? endToHandle(streamStatus, record, facts) : undefined;
  const askedAt = rotation.on === 'age' ? Date.parse(facts.key.since) + rotation.ageMs : end && 0;
  const keep = (reason: RotationReason, recheckAt: number): KeepKey => ({
    do: 'keep',
    reason,
    recheckAt: Math.min(recheckAt, now + KEY_CHECK_MS),
    facts,
  });
  const tooOld = rotation.on === 'age' && askedAt !== undefined && now >= askedAt;
  const inUse = (reason: RotationReason, recheckAt: number): KeepKey => ({
    ...keep(reason, recheckAt),
    ...(tooOld && { overdueSince: askedAt }),
  });
  if (live) return inUse('live', now + RECHECK_MS);
  if (askedAt === undefined) return keep('not-due', Number.POSITIVE_INFINITY);
  const calmAt = streamStatus.state === 'ended' ? endOfSecond(streamStatus.at) + endGraceMs : 0;
  const dueAt = Math.max(askedAt, calmAt);
  if (now < dueAt) return keep('not-due', dueAt);
  if (streamStatus.state === 'settling') return inUse('settling', streamStatus.until);
  if (streamStatus.state === 'open') return inUse('end-unknown', now + RECHECK_MS);
  const reason = rotation.on === 'age' ? 'key-too-old' : 'stream-ended';
  return { do: 'rotate', reason, keyArn: facts.key.arn, facts, ...(end && { end }) };
}
