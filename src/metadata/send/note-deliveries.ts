import { errorMessage, errorName } from '../../platform/errors.ts';
import { isStickyId } from '../format/sticky-id.ts';
import {
  type ChannelBatch,
  type ReceivedSqsMessage,
  unfinishedSqsMessages,
} from './channel-batch.ts';
import { outcomeCounts } from './delivery-notes.ts';
import type { SendTools } from './tools.ts';

/**
 * Notes which keyed messages viewers got, and how retried dead letters ended. It is for operators only, so a failure is logged and
 * changes nothing else. Most channels have neither, and cost no write.
 */
export async function noteDeliveries(
  batch: ChannelBatch,
  { notes, log }: Pick<SendTools, 'notes' | 'log'>,
): Promise<void> {
  if (!notes) return;
  const unfinished = new Set(unfinishedSqsMessages(batch));
  const finished = batch.sqsMessages.filter((sqsMessage) => !unfinished.has(sqsMessage));
  const keys = deliveredKeys(finished);
  const letters = finished.flatMap((sqsMessage) => {
    const { letter } = sqsMessage.record;
    return letter ? [notes.letterEnded(letter, outcomeCounts(sqsMessage))] : [];
  });
  try {
    await Promise.all([
      ...letters,
      ...(keys.size > 0 ? [notes.keysDelivered(batch.group, keys)] : []),
    ]);
  } catch (error) {
    const reason = `${errorName(error)}: ${errorMessage(error)}`;
    log.warn('what was delivered is not noted for retries of dead letters', { reason });
  }
}

/** Sticky values have a store of their own. */
function deliveredKeys(sqsMessages: readonly ReceivedSqsMessage[]): Map<string, number> {
  const keys = new Map<string, number>();
  for (const { items, queuedAt } of sqsMessages)
    for (const item of items) {
      if (item.kind === 'unreadable' || item.outcome !== 'delivered') continue;
      const { key } = item.message;
      if (key !== undefined && !isStickyId(item.shortId)) keys.set(key, queuedAt);
    }
  return keys;
}
