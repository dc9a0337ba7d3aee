import type { PassDeps } from '../channels/pass.ts';
import type { HandOverDeps } from './hand-over/hand-over.ts';
import type { KeyCreations } from './key-creations.ts';
import type { RotationSettings } from './settings.ts';
import type { SuddenRotationsDeps } from './sudden-rotations.ts';

/** What rotation needs to know about revocation. The revocation store implements it. */
export interface OpenRevocations {
  /** Reads consistently. @returns whether a revocation of the channel's stream key is in progress */
  isOpen(channelArn: string): Promise<boolean>;
}

/** What a rotation pass works with. */
export interface RotationDeps extends PassDeps, SuddenRotationsDeps, Omit<HandOverDeps, 'ivs'> {
  ivs: PassDeps['ivs'];
  settings: RotationSettings;
  /** How long a key may be overdue before it is counted as long overdue, ms. An alarm watches that count. */
  overdueAlarmMs: number;
  /** What the Lambda instance has seen of CreateStreamKey. All its runs share it. */
  creations: KeyCreations;
  /** While a revocation is open, rotation leaves the channel's key alone. */
  revocations: OpenRevocations;
}
