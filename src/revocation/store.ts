import type { Revocation } from './revocation.ts';

/** Stores at most one revocation per channel. `dynamoRevocationStore` stores them in the table. */
export interface RevocationStore {
  /**
   * Starts a revocation, unless another one of the channel is open, or one with this id exists.
   *
   * @returns the revocation that is stored now
   */
  begin(revocation: Revocation): Promise<Revocation>;
  /** Stores the progress. @throws RevocationEndedError if the revocation is not open any more */
  save(revocation: Revocation): Promise<void>;
  /** Reads consistently. */
  get(channelArn: string): Promise<Revocation | undefined>;
  /** Reads consistently. */
  isOpen(channelArn: string): Promise<boolean>;
  /** All revocations that are not done. Reads consistently. */
  listOpen(): Promise<Revocation[]>;
}

/** Another run has completed this revocation. */
export class RevocationEndedError extends Error {
  static override readonly name = 'RevocationEndedError';
  override readonly name = 'RevocationEndedError';

  constructor({ id, channelArn }: Revocation) {
    super(`revocation ${id} of ${channelArn} was completed by another run`);
  }
}
