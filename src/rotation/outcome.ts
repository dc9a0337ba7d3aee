import type { RotationReason } from '../channels/audit-reason.ts';

/**
 * The outcome of an attempt to change a key. `changed`: a stream started or ended meanwhile, and nothing
 * was done. `unsure`: ListStreamKeys shows no new key; the next run continues.
 */
export type KeyChangeOutcome = 'rotated' | 'created' | 'adopted' | 'gone' | 'changed' | 'unsure';

/**
 * The outcome of a pending hand-over. `told`: the key was handed over. `superseded`: another key has
 * replaced it. `untold`: it failed; the next run tries again.
 */
export type KeyHandOverOutcome = 'told' | 'superseded' | 'untold';

/**
 * The outcome for one due channel. A reason: the key was kept for it. `off`: the mode is `off`.
 * `revoking`: the key is being revoked.
 */
export type RotationOutcome =
  | KeyChangeOutcome
  | KeyHandOverOutcome
  | RotationReason
  | 'planned'
  | 'off'
  | 'revoking';
