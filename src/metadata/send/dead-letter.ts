import { errorMessage } from '../../platform/errors.ts';
import { deduplicationId } from '../format/ids.ts';
import { messageBodyText, queueBodyText } from '../format/queue-body.ts';
import type { BatchItem, BatchMessage, ReceivedSqsMessage } from './channel-batch.ts';
import type { ChannelProgress } from './channel-progress.ts';
import type { DeadLetterMessage, SendTools } from './tools.ts';

/**
 * Writes what can never be sent to the dead-letter queue, one letter for each SQS message, in order.
 * If one can't be written, it and what is behind it stays in the queue and comes back later.
 */
export async function deadLetter(
  run: ChannelProgress,
  steps: readonly BatchItem[],
  reason: string,
  { deadLetterQueue, log }: Pick<SendTools, 'deadLetterQueue' | 'log'>,
): Promise<void> {
  const { group } = run.batch;
  for (const [entry, parts] of byEntry(steps)) {
    const ids = parts.flatMap((step) => (step.kind === 'message' ? [step.message.id] : []));
    const { messageId } = entry.record;
    try {
      await deadLetterQueue.send(toLetter(entry, parts, reason));
    } catch (error) {
      log.error('metadata can not be dead-lettered, it stays in the queue', {
        ...{ channelArn: group, messageId, ids, reason },
        error: errorMessage(error),
      });
      run.stopReason = 'trouble';
      return;
    }
    run.finish(parts, 'deadLettered');
    log.error('metadata dead-lettered', { channelArn: group, messageId, ids, reason });
  }
}

function byEntry(steps: readonly BatchItem[]): Map<ReceivedSqsMessage, BatchItem[]> {
  const entries = new Map<ReceivedSqsMessage, BatchItem[]>();
  for (const step of steps) {
    const parts = entries.get(step.sqsMessage);
    if (parts) parts.push(step);
    else entries.set(step.sqsMessage, [step]);
  }
  return entries;
}

function toLetter(
  { record, queuedAt }: ReceivedSqsMessage,
  steps: readonly BatchItem[],
  reason: string,
): DeadLetterMessage {
  const messages = steps.filter((step): step is BatchMessage => step.kind === 'message');
  const texts = messages.map(({ message }) => messageBodyText(message));
  const ids = messages.map(({ message }) => message.id);
  return {
    group: record.group,
    reason,
    body: messages.length === 0 ? record.body : queueBodyText(queuedAt, texts),
    deduplicationId: deduplicationId(record.group, [record.messageId, ...ids]),
  };
}
