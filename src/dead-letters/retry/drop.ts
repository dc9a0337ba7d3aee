import { isoTime } from '../../platform/clock.ts';
import type { StoredLetter } from '../letter.ts';
import { endedResult, type LetterResult, resultOf } from './result.ts';
import { ATTEMPT_MS, type RetryTools } from './tools.ts';

/** Ends a letter without doing anything with its content. A letter that is being retried stays. */
export async function dropLetter(
  letter: StoredLetter,
  dryRun: boolean,
  { store, clock, caller, metrics, log }: RetryTools,
): Promise<LetterResult> {
  if (dryRun) return resultOf(letter, 'dropped');
  const { id, kind } = letter;
  const now = clock.now();
  const end = { how: 'dropped' as const, at: isoTime(now), by: caller };
  if (await store.end(letter, end, now - ATTEMPT_MS)) {
    metrics.add('DeadLettersEnded', 1, { dimensions: { result: 'dropped' } });
    log.info('dead letter ended', { id, kind, how: 'dropped', by: caller });
    return resultOf(letter, 'dropped');
  }
  const current = await store.get(id);
  if (current?.ended) return endedResult(current);
  return resultOf(letter, 'waits', 'a retry of it has begun: try again in 4 minutes');
}
