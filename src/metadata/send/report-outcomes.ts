import type { Log } from '../../platform/observability.ts';
import type { ReceivedSqsMessage } from './channel-batch.ts';
import type { MetricCounts } from './metric-counts.ts';

/**
 * Counts the outcomes of an SQS message that does not return to the queue, and logs the ids of the messages that
 * expired: nothing else tells what happened to them.
 */
export function reportOutcomes(
  sqsMessage: ReceivedSqsMessage,
  { counts, log }: { counts: MetricCounts; log: Log },
): void {
  counts.addOutcomes(sqsMessage);
  const ids = sqsMessage.items.flatMap((item) =>
    item.kind === 'message' && item.outcome === 'expired' ? [item.message.id] : [],
  );
  if (ids.length === 0) return;
  const { group: channelArn, messageId } = sqsMessage.record;
  log.info('metadata expired', { channelArn, messageId, ids });
}
