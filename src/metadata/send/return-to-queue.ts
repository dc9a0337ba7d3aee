import { errorMessage } from '../../platform/errors.ts';
import { MAX_TTL_MS } from '../format/message.ts';
import { type ReceivedSqsMessage, unfinishedSqsMessages } from './channel-batch.ts';
import type { ChannelProgress, StopReason } from './channel-progress.ts';
import type { MetricCounts } from './metric-counts.ts';
import { returnWaitSeconds } from './return-wait.ts';
import type { SendTools, VisibilityChange } from './tools.ts';

const RETURN_METRICS: Partial<Record<StopReason, string>> = {
  offline: 'MetadataHeld',
  passedOn: 'MetadataPassedOn',
};

/**
 * Makes the SQS messages that are not done visible again, at once or after a wait. If that fails, they
 * become visible when their visibility timeout ends.
 *
 * @returns these SQS messages, in order
 */
export async function returnToQueue(
  channels: readonly ChannelProgress[],
  counts: MetricCounts,
  { clock, queue, log }: SendTools,
): Promise<Set<ReceivedSqsMessage>> {
  const returned = new Set<ReceivedSqsMessage>();
  const changes: VisibilityChange[] = [];
  for (const channel of channels) {
    const sqsMessages = unfinishedSqsMessages(channel.batch);
    const seconds = waitSeconds(channel, sqsMessages, clock.now());
    for (const sqsMessage of sqsMessages) {
      returned.add(sqsMessage);
      changes.push({ record: sqsMessage.record, seconds });
    }
    const metric = channel.stopReason && RETURN_METRICS[channel.stopReason];
    if (metric) counts.add(metric, channel.pending.length);
  }
  if (changes.length === 0) return returned;
  try {
    await queue.changeVisibility(changes);
  } catch (error) {
    const reason = errorMessage(error);
    log.warn('visibility not changed; the messages return when their timeout ends', { reason });
  }
  return returned;
}

/**
 * The wait of a channel: 0 if only the time or the permits were used up. Otherwise the longest wait of its SQS messages,
 * because SQS delivers a message group in order, so they return together.
 */
function waitSeconds(
  { stopReason, failures }: ChannelProgress,
  sqsMessages: readonly ReceivedSqsMessage[],
  now: number,
): number {
  if (stopReason === 'passedOn' || (!stopReason && failures === 0)) return 0;
  const waits = sqsMessages.map((sqsMessage) =>
    returnWaitSeconds(sqsMessage.record.receiveCount, lastExpiry(sqsMessage, now) - now),
  );
  return Math.max(0, ...waits);
}

/** When the last message expires, ms since the epoch. An unreadable body counts with the longest TTL. */
function lastExpiry({ items }: ReceivedSqsMessage, now: number): number {
  const expiries = items.map((item) =>
    item.kind === 'message' ? item.message.expiresAt : now + MAX_TTL_MS,
  );
  return Math.max(...expiries);
}
