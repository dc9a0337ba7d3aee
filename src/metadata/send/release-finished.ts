import { errorMessage } from '../../platform/errors.ts';
import type { ReceivedSqsMessage } from './channel-batch.ts';
import type { MetricCounts } from './metric-counts.ts';
import { reportOutcomes } from './report-outcomes.ts';
import type { SendTools } from './tools.ts';

/**
 * Deletes SQS messages that are done, before the invocation ends. Until they are deleted, SQS holds back the next messages
 * of their channels.
 *
 * The outcomes are counted and written before: if this instance crashed afterwards, nobody else could count
 * them. If SQS does not delete the messages, Lambda does so when the invocation ends.
 *
 * @param sqsMessages of channels to which other instances may send (ChannelPacer.safeForOthersAt)
 * @param counts what was counted so far is written too
 */
export async function releaseFinished(
  sqsMessages: readonly ReceivedSqsMessage[],
  counts: MetricCounts,
  { queue, metrics, log }: Pick<SendTools, 'queue' | 'metrics' | 'log'>,
): Promise<void> {
  for (const sqsMessage of sqsMessages) reportOutcomes(sqsMessage, { counts, log });
  counts.write(metrics);
  metrics.flush();
  try {
    await queue.deleteMessages(sqsMessages.map(({ record }) => record));
  } catch (error) {
    const reason = errorMessage(error);
    log.warn('messages not deleted; they are deleted when the invocation ends', { reason });
  }
}
