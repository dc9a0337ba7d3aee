import { errorMessage, errorName } from '../../platform/errors.ts';
import type { Rejection, ValidMessage } from '../format/message.ts';
import { type Reservation, sendingCosts } from '../queue/backlog.ts';
import { packQueueMessages, type QueueMessage } from '../queue/queue-messages.ts';
import { backlogRefusal, queueRefusal, type Refusal, tableRefusal } from '../queue/refusal.ts';
import { type RequestTimes, storeStickyMessages } from '../sticky/store-messages.ts';
import type { EnqueueTools } from './tools.ts';

/** What is to be done with the messages of one channel. */
export interface PreparedChannel {
  /** To be sent, in order. */
  queueMessages: QueueMessage[];
  /** Sticky messages that need not be queued: a later value of their key was stored before. */
  superseded: ValidMessage[];
  rejected: Rejection[];
  /** When the backlog has room again for what it refused, ms; 0 if it refused nothing. */
  retryAfterMs: number;
  /** The channel had no sticky value before. The repeating function may have to be started. */
  isFirstSticky: boolean;
}

export const OUT_OF_TIME: Refusal = queueRefusal(
  'not queued, because the time for this call was over; send it again',
);

/** Packs the messages of one channel, reserves room for them, and stores its sticky values. */
export async function prepareChannel(
  messages: readonly ValidMessage[],
  times: RequestTimes,
  tools: EnqueueTools,
): Promise<PreparedChannel> {
  const { clock, until = Number.POSITIVE_INFINITY } = tools;
  if (clock.now() >= until) return notPrepared(messages);
  const { mode, compression, maxBytes } = tools.settings;
  const format = { mode, compression, maxBytes, queuedAt: times.now };
  const channelArn = messages[0]?.channelArn ?? '';
  const packed = packQueueMessages(channelArn, messages, format);
  const { count, retryAfterMs, refusal } = await reserve(channelArn, packed, tools);
  const reserved = packed.slice(0, count);
  const refused = packed.slice(count).flatMap((one) => rejectAll(one.messages, refusal));
  const content = reserved.flatMap((one) => one.messages);
  const stored = await storeStickyMessages(channelArn, content, times, tools);
  return {
    queueMessages: stored ? packQueueMessages(channelArn, stored.messages, format) : reserved,
    superseded: stored?.superseded ?? [],
    rejected: [...refused, ...(stored?.rejected ?? [])],
    retryAfterMs,
    isFirstSticky: stored?.isFirst === true,
  };
}

const notPrepared = (messages: readonly ValidMessage[]): PreparedChannel => ({
  ...{ queueMessages: [], superseded: [], retryAfterMs: 0, isFirstSticky: false },
  rejected: rejectAll(messages, OUT_OF_TIME),
});

export const rejectAll = (
  messages: readonly ValidMessage[],
  { field, message }: Refusal,
): Rejection[] => messages.map(({ index }) => ({ index, field, message }));

/** How many SQS messages have room in the backlog, and why the others are refused. */
interface ReservationResult extends Pick<Reservation, 'count' | 'retryAfterMs'> {
  refusal: Refusal;
}

/** If the table does not answer, only the messages of this channel are refused. */
async function reserve(
  channelArn: string,
  queueMessages: readonly QueueMessage[],
  { backlog, settings, log, clock }: EnqueueTools,
): Promise<ReservationResult> {
  const refuseAll = (refusal: Refusal) => ({ count: 0, retryAfterMs: 0, refusal });
  try {
    const costs = sendingCosts(queueMessages, settings.gapMs);
    const room = await backlog.reserve(channelArn, costs, clock.now());
    const { count, retryAfterMs, limitMs } = room;
    const refusal = backlogRefusal(limitMs, retryAfterMs);
    return { count, retryAfterMs, refusal };
  } catch (error) {
    log.error('backlog cannot be reserved', { channelArn, reason: errorMessage(error) });
    return refuseAll(tableRefusal(errorName(error)));
  }
}
