import { errorMessage } from '../../platform/errors.ts';
import { deduplicationId } from '../format/ids.ts';
import { messageBodyText, queueBodyText } from '../format/queue-body.ts';
import type { BatchItem, BatchMessage, ReceivedSqsMessage } from './channel-batch.ts';
import type { ChannelProgress } from './channel-progress.ts';
import type { DeadLetterMessage, SendTools } from './tools.ts';

/**
 * Writes items that can never be sent to the dead-letter queue, in order: one message for each SQS
 * message that holds some of them. If that fails, the channel stops, and the rest returns to the queue.
 */
export async function deadLetter(
  progress: ChannelProgress,
  items: readonly BatchItem[],
  reason: string,
  { deadLetterQueue, log, clock }: Pick<SendTools, 'deadLetterQueue' | 'log' | 'clock'>,
): Promise<void> {
  const { group } = progress.batch;
  for (const [sqsMessage, own] of groupBySqsMessage(items)) {
    const ids = messagesIn(own).map(({ message }) => message.id);
    const facts = { channelArn: group, messageId: sqsMessage.record.messageId, ids, reason };
    try {
      await deadLetterQueue.send(toDeadLetterMessage(sqsMessage, own, reason));
    } catch (error) {
      log.error('metadata cannot be dead-lettered; it stays in the queue', {
        ...facts,
        error: errorMessage(error),
      });
      progress.stopReason = 'failed';
      return;
    }
    progress.finish(own, 'deadLettered', clock.now());
    log.error('metadata dead-lettered', facts);
  }
}

function groupBySqsMessage(items: readonly BatchItem[]): Map<ReceivedSqsMessage, BatchItem[]> {
  const groups = new Map<ReceivedSqsMessage, BatchItem[]>();
  for (const item of items) {
    const group = groups.get(item.sqsMessage);
    if (group) group.push(item);
    else groups.set(item.sqsMessage, [item]);
  }
  return groups;
}

const messagesIn = (items: readonly BatchItem[]): BatchMessage[] =>
  items.filter((item): item is BatchMessage => item.kind === 'message');

/** A body that cannot be read is written as it was. */
function toDeadLetterMessage(
  { record, queuedAt }: ReceivedSqsMessage,
  items: readonly BatchItem[],
  reason: string,
): DeadLetterMessage {
  const messages = messagesIn(items).map(({ message }) => message);
  const ids = messages.map(({ id }) => id);
  return {
    group: record.group,
    reason,
    receives: record.receiveCount,
    body:
      messages.length === 0 ? record.body : queueBodyText(queuedAt, messages.map(messageBodyText)),
    deduplicationId: deduplicationId(record.group, [record.messageId, ...ids]),
  };
}
