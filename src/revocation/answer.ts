import type { Revocation, RevocationOutcome, WaitingFor } from './revocation.ts';

/** The state of a revocation. All times are ISO 8601. It never contains a key's value. */
export interface RevocationAnswer {
  channelArn: string;
  revocationId: string;
  /** Who asked for it, in words. */
  requestedBy?: string;
  state: 'open' | 'done';
  /** Present once the revocation is done. */
  outcome?: RevocationOutcome;
  /** The keys that were deleted, and when. */
  deletedKeyArns?: string[];
  keysDeletedAt?: string;
  stoppedStreamIds?: string[];
  /** Since when no stream of the old key is left. */
  streamEndedAt?: string;
  /** The new key. */
  streamKeyArn?: string;
  /** The secret that holds its value; absent if values are not stored. */
  secretName?: string;
  /** `turn`: another scheduled function held the lease on the IVS quotas. */
  waitingFor?: WaitingFor | 'turn';
  /** What went wrong in this attempt. The next one continues. */
  problem?: string;
}

export function answerFor(
  revocation: Revocation,
  { waitingFor, problem }: Pick<RevocationAnswer, 'waitingFor' | 'problem'> = {},
): RevocationAnswer {
  const { channelArn, id, requestedBy, outcome, oldKeys = [], deletedAt, doneAt } = revocation;
  const { stopped, endedAt, newKey, secretName } = revocation;
  return {
    ...{ channelArn, revocationId: id, state: doneAt === undefined ? 'open' : 'done' },
    ...(requestedBy !== undefined && { requestedBy }),
    ...(outcome && { outcome }),
    ...(deletedAt && {
      keysDeletedAt: deletedAt,
      deletedKeyArns: oldKeys.map(({ arn }) => arn),
    }),
    ...(stopped && { stoppedStreamIds: stopped.map(({ streamId }) => streamId) }),
    ...(endedAt && { streamEndedAt: endedAt }),
    ...(newKey && { streamKeyArn: newKey.keyArn }),
    ...(secretName && { secretName }),
    ...(waitingFor && { waitingFor }),
    ...(problem && { problem }),
  };
}
