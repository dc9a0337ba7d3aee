import { errorMessage } from '../../platform/errors.ts';
import type { HandleOptions } from './handle-letters.ts';
import type { LetterOutcome, LetterResult } from './result.ts';
import type { RetryTools } from './tools.ts';

/** The most letters that a record names. */
const MAX_NAMED = 20;

/** Writes who did what with the letters of each channel: one audit record for each channel and call. */
export async function auditLetters(
  results: readonly LetterResult[],
  { deed }: Pick<HandleOptions, 'deed'>,
  { audit, clock, caller, log }: RetryTools,
): Promise<void> {
  const handled = results.filter(({ outcome }) => outcome !== 'ended' && outcome !== 'unknown');
  const channels = new Set(handled.flatMap((one) => one.channelArn ?? []));
  for (const channelArn of channels) {
    const own = handled.filter((one) => one.channelArn === channelArn);
    const action = deed.kind === 'retry' ? 'retry-dead-letters' : 'drop-dead-letters';
    const ids = own.slice(0, MAX_NAMED).map(({ id }) => id);
    const outcomes = countsOf(own);
    const detail = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
    const told = { detail: detail.join(', '), by: caller };
    const evidence = { ...told, letters: own.length, outcomes, ids };
    const entry = { channelArn, action, outcome: 'done', reason: 'operator', evidence } as const;
    try {
      await audit.write(entry, clock.now());
    } catch (error) {
      log.error('audit record not written', {
        channelArn,
        action,
        by: caller,
        reason: errorMessage(error),
      });
    }
  }
}

function countsOf(results: readonly LetterResult[]): Partial<Record<LetterOutcome, number>> {
  const counts: Partial<Record<LetterOutcome, number>> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
