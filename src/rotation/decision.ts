import type { RotationReason } from '../channels/audit-reason.ts';
import type { Policy, RotateKeyRule } from '../channels/policy.ts';
import type { AgeRule, ChannelRecord, Evidence, KnownKey } from '../channels/record.ts';
import type { StreamStatus } from '../channels/stream-status.ts';
import type { StreamKeySummary } from '../ivs/api.ts';

/** A rotation that the tags ask for. */
export type RequestedRotation = Exclude<RotateKeyRule, { on: 'never' }>;

/** What a decision learned about the key. It is written to the channel's record. */
export interface KeyFacts {
  key: KnownKey;
  /** When `on-end` was first seen, ISO 8601; null if the tag has another value. */
  onEndSince: string | null;
  /** The age that the tag asks for; null if it has another value. */
  ageRule: AgeRule | null;
}

/** Delete this key, then create another one. */
export interface RotateKey {
  do: 'rotate';
  reason: 'key-too-old' | 'stream-ended';
  keyArn: string;
  /** The end of the stream after which the key is rotated; absent if its age is the reason. */
  end?: Evidence;
  facts: KeyFacts;
}

/** The channel has no key: create one. `cut-off`: an interrupted rotation deleted it. */
export interface CreateKey {
  do: 'create';
  reason: 'no-key' | 'cut-off';
}

/** A rotation was interrupted after it had created this key: write the key to the record. */
export interface AdoptKey {
  do: 'adopt';
  reason: 'cut-off';
  keyArn: string;
}

export interface KeepKey {
  do: 'keep';
  reason: RotationReason;
  /** When to check again, ms since the epoch; absent: only after the channel is marked again. */
  recheckAt?: number;
  detail?: string;
  facts?: KeyFacts;
  /**
   * Since when the key has been too old, ms since the epoch. Present only if the key is kept because the
   * channel is in use.
   */
  overdueSince?: number;
}

export type RotationDecision = RotateKey | CreateKey | AdoptKey | KeepKey;

/** What a decision is based on. */
export interface RotationEvidence {
  policy: Policy;
  record: ChannelRecord;
  streamStatus: StreamStatus;
  keys: readonly StreamKeySummary[];
  /** Whether GetStream says that the channel is live; absent before the final check. */
  live?: boolean;
}
