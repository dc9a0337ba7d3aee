import type { RetryMark, StoredLetter } from '../letter.ts';
import { ATTEMPT_MS, type RetryTools } from './tools.ts';

/** What an attempt needs to know, besides its number and time. */
export type AttemptFacts = Omit<RetryMark, 'attempt' | 'at'>;

/** The attempt of an interrupted run that is to be continued; undefined if there is none, or it is too old. */
export const openAttempt = ({ retry }: StoredLetter, now: number): RetryMark | undefined =>
  retry && now - retry.at < ATTEMPT_MS ? retry : undefined;

/**
 * Begins an attempt, or continues that of an interrupted run. The mark is in the table before anything is done.
 *
 * @returns the mark; undefined if another run has begun or ended one in the meantime
 */
export async function beginAttempt(
  letter: StoredLetter,
  facts: AttemptFacts,
  { store, clock }: Pick<RetryTools, 'store' | 'clock'>,
): Promise<RetryMark | undefined> {
  const now = clock.now();
  const open = openAttempt(letter, now);
  if (open) return open;
  const before = letter.retry?.attempt ?? 0;
  const mark = { attempt: before + 1, at: now, ...facts };
  return (await store.mark(letter.position, mark, before)) ? mark : undefined;
}
