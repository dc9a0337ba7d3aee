import { MAX_TTL_MS } from '../format/message.ts';
import { type ReceivedSqsMessage, unfinishedSqsMessages } from './channel-batch.ts';
import type { ChannelProgress, StopReason } from './channel-progress.ts';
import { makeVisible, type ReturningChannel } from './make-visible.ts';
import type { MetricCounts } from './metric-counts.ts';
import { returnWaitSeconds } from './return-wait.ts';
import type { SendTools } from './tools.ts';
import { waitForStreams } from './wait-for-streams.ts';

const RETURN_METRICS: Partial<Record<StopReason, string>> = {
  offline: 'MetadataHeld',
  passedOn: 'MetadataPassedOn',
};

/**
 * Makes the SQS messages that are not done visible again: at once, after a wait, or when their stream starts. If that
 * fails, they become visible when their visibility timeout ends.
 *
 * @returns these SQS messages, in order
 */
export async function returnToQueue(
  channels: readonly ChannelProgress[],
  counts: MetricCounts,
  tools: SendTools,
): Promise<Set<ReceivedSqsMessage>> {
  const now = tools.clock.now();
  const returning = channels.map((channel) => toReturning(channel, now));
  for (const { stopReason, pending } of channels) {
    const metric = stopReason && RETURN_METRICS[stopReason];
    if (metric) counts.add(metric, pending.length);
  }
  const offline = returning.filter(({ stopReason }) => stopReason === 'offline');
  const others = returning.filter(({ stopReason }) => stopReason !== 'offline');
  await Promise.all([makeVisible(others, tools), waitForStreams(offline, tools)]);
  return new Set(returning.flatMap(({ sqsMessages }) => sqsMessages));
}

function toReturning(channel: ChannelProgress, now: number): ReturningChannel {
  const { batch, stopReason } = channel;
  const sqsMessages = unfinishedSqsMessages(batch);
  const seconds = waitSeconds(channel, sqsMessages, now);
  return { channelArn: batch.group, stopReason, sqsMessages, seconds };
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
