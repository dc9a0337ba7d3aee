import { isoTime } from '../../platform/clock.ts';
import { errorName } from '../../platform/errors.ts';
import type { LetterEnd, StoredLetter } from '../letter.ts';
import { endedResult, type LetterResult, resultOf } from './result.ts';
import type { RetryTools } from './tools.ts';

/**
 * Records how a letter ended. Of several runs, one records it, and counts it.
 *
 * @param onEnd is called by that one
 */
export async function endLetter(
  letter: StoredLetter,
  how: LetterEnd,
  { store, clock, caller, metrics, log }: RetryTools,
  { detail, onEnd }: { detail?: string; onEnd?: () => void } = {},
): Promise<LetterResult> {
  const { id, kind } = letter;
  try {
    const end = { how, at: isoTime(clock.now()), by: caller };
    if (await store.end(letter, end)) {
      metrics.add('DeadLettersEnded', 1, { dimensions: { result: how } });
      onEnd?.();
      log.info('dead letter ended', { id, kind, how, by: caller });
      return resultOf(letter, how, detail);
    }
    const now = await store.get(id);
    return now?.ended ? endedResult(now) : resultOf(letter, how, detail);
  } catch (error) {
    const reason = `${how}, but the table did not answer (${errorName(error)}): repeat the command within ${REPEAT_WITHIN}`;
    return resultOf(letter, 'failed', reason);
  }
}

/** Shorter than SQS's memory. */
const REPEAT_WITHIN = '4 minutes';
