import { inParallel } from '../../platform/parallel.ts';
import type { ValidMessage } from '../format/message.ts';
import type { QueueMessage } from '../queue/queue-messages.ts';
import { sendInOrder, type UnsentReason } from '../queue/send-in-order.ts';
import type { RequestTimes } from '../sticky/store-messages.ts';
import { type PreparedChannel, prepareChannel } from './prepare-channel.ts';
import type { EnqueueTools } from './tools.ts';

export interface QueuedChannels {
  channels: PreparedChannel[];
  /** The SQS messages of these channels that were not queued, with the reason. */
  unsent: Map<QueueMessage, UnsentReason>;
}

/** How many channels are prepared together at first. */
const FIRST_COUNT = 10;
const FEWEST = 5;
/** As many as the connections that a client of the AWS SDK opens. */
const MOST = 50;
const QUICK_MS = 250;
const SLOW_MS = 1_000;

/**
 * Prepares some channels at a time and sends them, while the next ones are prepared. So a call with very many
 * channels queues those that fit into its time.
 *
 * @param groups the messages of each channel
 */
export async function queueChannels(
  groups: readonly ValidMessage[][],
  times: RequestTimes,
  tools: EnqueueTools,
): Promise<QueuedChannels> {
  const { queue, clock, until } = tools;
  const channels: PreparedChannel[] = [];
  const sent: Promise<Map<QueueMessage, UnsentReason>>[] = [];
  let count = FIRST_COUNT;
  for (let from = 0; from < groups.length; ) {
    const startedAt = clock.now();
    const some = groups.slice(from, from + count);
    const prepared = await inParallel(some, count, (messages) =>
      prepareChannel(messages, times, tools),
    );
    from += count;
    count = nextCount(count, clock.now() - startedAt);
    channels.push(...prepared);
    await sent.at(-1);
    const queueMessages = prepared.map((channel) => channel.queueMessages);
    sent.push(sendInOrder(queueMessages, queue, clock, until));
  }
  return { channels, unsent: new Map((await Promise.all(sent)).flatMap((map) => [...map])) };
}

/**
 * How many channels are prepared together next: more while the table is quick, fewer while it is slow, so that its
 * requests do not time out.
 *
 * @param count how many were prepared together before @param tookMs how long that took
 */
function nextCount(count: number, tookMs: number): number {
  if (tookMs < QUICK_MS) return Math.min(MOST, count * 2);
  return tookMs > SLOW_MS ? Math.max(FEWEST, Math.floor(count / 2)) : count;
}
