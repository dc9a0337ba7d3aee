/** Why a channel is deleted. */
export type DeleteReason = 'grace-over' | 'never-live';

/** Why a channel is deleted or kept. docs/policy.md explains each reason. */
export type CleanupReason =
  | DeleteReason
  | 'protected'
  | 'untagged'
  | 'tag-unreadable'
  | 'never-streamed'
  | 'newer-start'
  | 'settling'
  | 'end-unknown'
  | 'grace'
  | 'recording'
  | 'recording-unknown'
  | 'limit-reached'
  | 'live';

/** Why a stream key is rotated, created or kept. docs/policy.md explains each reason. */
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
  | 'limit-reached'
  | 'creation-fails'
  | 'overdue';

/**
 * The reason in an audit record. `revoked`: an operator has revoked the stream key. `operator`: an operator asked for it.
 */
export type AuditReason = CleanupReason | RotationReason | 'revoked' | 'operator';
