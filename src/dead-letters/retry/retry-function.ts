import { errorName } from '../../platform/errors.ts';
import { beginAttempt } from './attempt.ts';
import { endLetter } from './finish-letter.ts';
import { planFunction, withMessageExpiry } from './plan-function.ts';
import type { LetterContent } from './plan-metadata.ts';
import { type LetterResult, resultOf } from './result.ts';
import type { RetryOptions } from './retry-metadata.ts';
import type { RetryTools } from './tools.ts';

/**
 * Invokes the function of a letter again. If a run is interrupted between the invocation and the record of it, the next one
 * invokes the function a second time: each function accepts an event that it has handled before.
 */
export async function retryFunction(
  { letter, body }: LetterContent,
  { ttlMs, dryRun }: RetryOptions,
  tools: RetryTools,
): Promise<LetterResult> {
  const now = tools.clock.now();
  const plan = planFunction(letter, body, { now, ...(ttlMs !== undefined && { ttlMs }) });
  if (plan.kind !== 'invoke') return resultOf(letter, plan.kind, plan.detail);
  if (dryRun) return resultOf(letter, 'invoked');
  if (now >= tools.until) return resultOf(letter, 'waits', 'the time of the call is over');
  const { functionName, payload, messagesExpireAt } = plan;
  const facts = messagesExpireAt === undefined ? {} : { messagesExpireAt };
  const mark = await beginAttempt(letter, facts, tools);
  if (!mark) return resultOf(letter, 'waits', 'another run retries it now');
  try {
    await tools.invoke(functionName, withMessageExpiry(payload, mark.messagesExpireAt));
  } catch (error) {
    return resultOf(letter, 'failed', `${functionName} was not invoked (${errorName(error)})`);
  }
  return endLetter(letter, 'invoked', tools);
}
