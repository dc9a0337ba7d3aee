import { errorMessage } from '../../platform/errors.ts';
import { deduplicationId } from '../format/ids.ts';
import { queuedBody, queuedText } from '../format/queue-body.ts';
import type { Entry, MessageStep, Step } from './lane.ts';
import type { Run } from './run.ts';
import type { DeadLetter, SendTools } from './tools.ts';

/**
 * Writes what can never be sent to the dead-letter queue, one letter for each SQS message, in order.
 * If one can't be written, it and what is behind it stays in the queue and comes back later.
 */
export async function bury(
  run: Run,
  steps: readonly Step[],
  reason: string,
  { deadLetters, log }: Pick<SendTools, 'deadLetters' | 'log'>,
): Promise<void> {
  const { group } = run.lane;
  for (const [entry, parts] of byEntry(steps)) {
    const ids = parts.flatMap((step) => (step.kind === 'message' ? [step.message.id] : []));
    const { messageId } = entry.record;
    try {
      await deadLetters.send(toLetter(entry, parts, reason));
    } catch (error) {
      log.error('metadata can not be dead-lettered, it stays in the queue', {
        ...{ channelArn: group, messageId, ids, reason },
        error: errorMessage(error),
      });
      run.parked = 'trouble';
      return;
    }
    run.settle(parts, 'deadLettered');
    log.error('metadata dead-lettered', { channelArn: group, messageId, ids, reason });
  }
}

function byEntry(steps: readonly Step[]): Map<Entry, Step[]> {
  const entries = new Map<Entry, Step[]>();
  for (const step of steps) {
    const parts = entries.get(step.entry);
    if (parts) parts.push(step);
    else entries.set(step.entry, [step]);
  }
  return entries;
}

function toLetter({ record, queuedAt }: Entry, steps: readonly Step[], reason: string): DeadLetter {
  const messages = steps.filter((step): step is MessageStep => step.kind === 'message');
  const texts = messages.map(({ message }) => queuedText(message));
  const ids = messages.map(({ message }) => message.id);
  return {
    group: record.group,
    reason,
    body: messages.length === 0 ? record.body : queuedBody(queuedAt, texts),
    deduplicationId: deduplicationId(record.group, [record.messageId, ...ids]),
  };
}
