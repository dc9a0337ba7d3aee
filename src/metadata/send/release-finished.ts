import { errorMessage } from '../../platform/errors.ts';
import type { ChannelProgress } from './channel-progress.ts';
import { MetricCounts } from './metric-counts.ts';
import type { SendTools } from './tools.ts';

/**
 * Deletes the SQS messages of channels that are done, before the invocation ends. Until they are deleted, SQS
 * holds back the next messages of these channels.
 *
 * The outcomes are counted and written before: if this instance crashed afterwards, nobody else could count
 * them. If SQS does not delete the messages, Lambda does so when the invocation ends.
 *
 * @param channels done, and so long ago that other instances may send to them (RequestPacer.safeForOthersAt)
 */
export async function releaseFinished(
  channels: readonly ChannelProgress[],
  { queue, metrics, log }: Pick<SendTools, 'queue' | 'metrics' | 'log'>,
): Promise<void> {
  const counts = new MetricCounts();
  const sqsMessages = channels.flatMap(({ batch }) => batch.sqsMessages);
  for (const channel of channels) channel.isReleased = true;
  for (const sqsMessage of sqsMessages) counts.addOutcomes(sqsMessage);
  counts.write(metrics);
  metrics.flush();
  try {
    await queue.deleteMessages(sqsMessages.map(({ record }) => record));
  } catch (error) {
    const reason = errorMessage(error);
    log.warn('messages not deleted; they are deleted when the invocation ends', { reason });
  }
}
