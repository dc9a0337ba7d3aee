import { type Policy, protectionOf, type RotateKeyRule, readPolicy } from '../channels/policy.ts';
import type { ChannelRecord } from '../channels/record.ts';
import { isoTime } from '../platform/clock.ts';
import { observedRule } from './age-rule.ts';
import { decideDue } from './decide-due.ts';
import type {
  KeepKey,
  KeyFacts,
  RequestedRotation,
  RotationDecision,
  RotationEvidence,
} from './decision.ts';

/**
 * How often a key is checked that cannot be rotated because of its own tags, or because the channel has
 * several keys, ms. No event reports a change of either. If somebody deletes such a key, this check finds that,
 * and the channel has a key again within an hour.
 */
export const BLOCKED_KEY_CHECK_MS = 50 * 60_000;

/**
 * Decides whether a channel's stream key is rotated. A rotation that has begun is completed whatever the
 * tags say now: that restores the key that the channel had.
 *
 * @param now ms since the epoch
 * @param endGraceMs how long after the end of a stream an encoder may reconnect with the same key, ms
 */
export function decideRotation(
  evidence: RotationEvidence,
  now: number,
  endGraceMs: number,
): RotationDecision {
  const { policy, record, keys } = evidence;
  const keyArns = keys.flatMap(({ arn }) => arn ?? []);
  const pending = decidePending(record, keyArns);
  if (pending) return pending;
  const consent = consentToRotate(policy);
  if (consent.do === 'keep') return consent;
  const [keyArn] = keyArns;
  if (keyArn === undefined) return { do: 'create', reason: 'no-key' };
  const blocked = { do: 'keep', recheckAt: now + BLOCKED_KEY_CHECK_MS } as const;
  const protection = protectionOf(readPolicy(keys[0]?.tags, policy.keys));
  if (protection) return { ...blocked, ...protection };
  if (keyArns.length > 1) return { ...blocked, reason: 'several-keys' };
  const facts = factsOf(record, keyArn, consent.rotation, now);
  return decideDue(evidence, consent.rotation, facts, { now, endGraceMs });
}

/** @returns how to complete an interrupted rotation; undefined if none has deleted its key, or created one */
function decidePending(
  { pendingRotation }: ChannelRecord,
  keyArns: readonly string[],
): RotationDecision | undefined {
  if (!pendingRotation) return undefined;
  const [keyArn] = keyArns;
  // A key that no rotation has deleted is created only if the tags still ask for one.
  if (keyArn === undefined)
    return pendingRotation.keyArn === undefined ? undefined : { do: 'create', reason: 'cut-off' };
  if (keyArn === pendingRotation.keyArn || keyArns.length > 1) return undefined;
  return { do: 'adopt', reason: 'cut-off', keyArn };
}

/** Decides by the channel's tags alone. @returns the rotation that they ask for, or why the key stays */
export function consentToRotate(
  policy: Policy,
): { do: 'proceed'; rotation: RequestedRotation } | KeepKey {
  const protection = protectionOf(policy);
  if (protection) return { do: 'keep', ...protection };
  const { rotateKey } = policy;
  if (rotateKey.state === 'absent') return { do: 'keep', reason: 'untagged' };
  if (rotateKey.state === 'unreadable') {
    return { do: 'keep', reason: 'tag-unreadable', detail: rotateKey.reason };
  }
  const rotation = rotateKey.value;
  return rotation.on === 'never' ? { do: 'keep', reason: 'never' } : { do: 'proceed', rotation };
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
    ageRule: rotation.on === 'age' ? observedRule(record.ageRule, rotation.ageMs, now) : null,
  };
}
