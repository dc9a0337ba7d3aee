import type { KeyAnnouncement } from '../channels/record.ts';

/** An operator's order to revoke a channel's stream key, and its progress. All times are ISO 8601. */
export interface Revocation {
  channelArn: string;
  /** Identifies this revocation. A second request with the same id starts no second revocation. */
  id: string;
  requestedAt: string;
  /** Who asked for it, in words. Absent for revocations of an older version. */
  requestedBy?: string;
  /** Whether the operator allowed to revoke the key of a protected channel. */
  allowProtected: boolean;
  /** The keys to revoke. They are recorded before the first one is deleted. */
  oldKeys?: OldKey[];
  /** When the old keys were deleted. */
  deletedAt?: string;
  /** The streams that were stopped. */
  stopped?: StoppedStream[];
  /** Since when no stream of the old keys is left. */
  endedAt?: string;
  newKey?: KeyAnnouncement;
  /** The secret that holds the new key's value. */
  secretName?: string;
  doneAt?: string;
  outcome?: RevocationOutcome;
}

/**
 * `gone`: the channel does not exist. `protected`: nothing was done, because the channel or a key is
 * protected and the operator did not allow that.
 */
export type RevocationOutcome = 'revoked' | 'gone' | 'protected';

export interface OldKey {
  arn: string;
  tags: Record<string, string>;
}

export interface StoppedStream {
  streamId: string;
  /** When StopStream was last called, ISO 8601. */
  at: string;
}

/** What a revocation waits for. `docs/policy.md` describes the steps. */
export type WaitingFor =
  /** The stream was stopped, and has not ended yet. */
  | 'stream-end'
  /** An encoder may have connected with the old key just before, and may still go live. */
  | 'settling'
  /** CreateStreamKey must be called again. */
  | 'key';
