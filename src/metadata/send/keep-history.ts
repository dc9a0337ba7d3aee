import { errorMessage, errorName } from '../../platform/errors.ts';
import { isStickyId } from '../format/sticky-id.ts';
import type { SentCounts } from '../history/sent-counts.ts';
import type { EndedMessages, SentHistory } from '../history/sent-history.ts';
import { type SentMessage, sentMessage } from '../history/sent-message.ts';
import { type BatchItem, unfinishedSqsMessages } from './channel-batch.ts';
import type { ChannelProgress } from './channel-progress.ts';
import type { SendTools } from './tools.ts';

/**
 * Keeps for operators how the messages of some channels ended, and counts them. A failure is logged and changes nothing else.
 *
 * @param isLast no channel of the invocation makes more requests, so the counts are written
 */
export async function keepHistory(
  channels: readonly ChannelProgress[],
  isLast: boolean,
  { history, clock, log }: Pick<SendTools, 'history' | 'clock' | 'log'>,
): Promise<void> {
  if (!history) return;
  try {
    const ended = channels.flatMap((channel) => countEnded(channel, history, clock.now()));
    await history.keep(ended, isLast);
  } catch (error) {
    const reason = `${errorName(error)}: ${errorMessage(error)}`;
    log.warn('what became of metadata is not kept for operators', { reason });
  }
}

/** @returns the messages to keep, if there are any */
function countEnded(
  { batch, requests, throttled }: ChannelProgress,
  history: SentHistory,
  now: number,
): EndedMessages[] {
  const unfinished = new Set(unfinishedSqsMessages(batch));
  const finished = batch.sqsMessages.filter((sqsMessage) => !unfinished.has(sqsMessage));
  const items = finished.flatMap((sqsMessage) => sqsMessage.items);
  history.count({ requests, throttled, ...deliveryOf(items, now) });
  const messages = endedMessages(items, now);
  const [first] = finished;
  if (!first || messages.length === 0) return [];
  return [{ channelArn: batch.group, batchId: first.record.messageId, messages }];
}

/** In the order in which they ended. Repeats of sticky values would hide all others. */
function endedMessages(items: readonly BatchItem[], now: number): SentMessage[] {
  return items
    .flatMap((item) =>
      item.kind === 'message' && item.outcome && !isRepeat(item.message)
        ? [sentMessage(item, item.outcome, item.endedAt ?? now)]
        : [],
    )
    .sort((a, b) => a.at - b.at);
}

const isRepeat = ({ id, key }: { id: string; key?: string }): boolean =>
  key === undefined && isStickyId(id);

function deliveryOf(
  items: readonly BatchItem[],
  now: number,
): Pick<SentCounts, 'delivered' | 'maxAgeMs'> {
  const delivered = items.filter(({ outcome }) => outcome === 'delivered');
  const ages = delivered.map(({ endedAt = now, sqsMessage }) => endedAt - sqsMessage.queuedAt);
  return { delivered: delivered.length, maxAgeMs: Math.max(0, ...ages) };
}
