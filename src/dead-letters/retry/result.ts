import type { LetterEnd, LetterKind, StoredLetter } from '../letter.ts';

/**
 * What became of a letter.
 *
 * - `queued`, `invoked`, `superseded`, `dropped`: see `LetterEnd`. In a dry run: what would become of it.
 * - `ended`: it had ended before. `unknown`: there is no such letter.
 * - `expired`: its messages need a new expiry. `refused`: it would fail again. `unreadable`: only dropping is possible.
 * - `waits`: not now, to keep the order, or because the backlog is full. `failed`: a service did not answer.
 *
 * After `expired`, `refused`, `unreadable`, `waits` and `failed`, the letter is still there.
 */
export type LetterOutcome =
  | LetterEnd
  | 'ended'
  | 'unknown'
  | 'expired'
  | 'refused'
  | 'unreadable'
  | 'waits'
  | 'failed';

export interface LetterResult {
  id: string;
  outcome: LetterOutcome;
  /** Why, or how it had ended, in words. It never quotes a payload. */
  detail?: string;
  /** Absent if the letter is unknown. */
  kind?: LetterKind;
  channelArn?: string;
  functionName?: string;
  diedAt?: string;
}

export const resultOf = (
  { id, kind, channelArn, functionName, diedAt }: StoredLetter,
  outcome: LetterOutcome,
  detail?: string,
): LetterResult => ({
  ...{ id, outcome },
  ...(detail !== undefined && { detail }),
  ...{ kind, diedAt },
  ...(channelArn !== undefined && { channelArn }),
  ...(functionName !== undefined && { functionName }),
});

/** A letter that had ended before. */
export const endedResult = (letter: StoredLetter): LetterResult => {
  const { how, at, by } = letter.ended ?? { how: 'dropped', at: '', by: 'somebody' };
  return resultOf(letter, 'ended', `${how} at ${at}, ${by}`);
};
