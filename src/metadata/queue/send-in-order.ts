import type { Clock } from '../../platform/clock.ts';
import { errorName } from '../../platform/errors.ts';
import { inParallel } from '../../platform/parallel.ts';
import type { QueueMessage } from './queue-messages.ts';

/** What producers need of the SQS queue. */
export interface ProducerQueue {
  /**
   * Makes one SendMessageBatch request.
   *
   * @param queueMessages at most 10, and 256 KiB together
   * @returns a result for each of them, in the same order
   * @throws the SDK's error if the whole request failed; SQS may have queued the messages then
   */
  sendBatch(queueMessages: readonly QueueMessage[]): Promise<SendResult[]>;
}

/** `retry`: whether the same request can succeed later. */
export type SendResult = 'sent' | { reason: string; retry: boolean };

/** The result of a message for which a response has no entry. */
export const NO_RESULT: SendResult = { reason: 'no answer for this entry', retry: true };

/** Why an SQS message was not queued. */
export type UnsentReason =
  /** SQS did not confirm it. `reason` is its error code. */
  | { cause: 'sqs'; reason: string }
  /** An earlier SQS message of the channel was not queued. */
  | { cause: 'order' }
  /** The caller's time was over. */
  | { cause: 'time' };

const MAX_BATCH_ENTRIES = 10;
const MAX_BATCH_BYTES = 262_144;
const CONCURRENT_BATCHES = 5;
const ATTEMPTS = 3;
const BACKOFF_MS = 100;

/**
 * Sends the SQS messages of several channels; those of one channel in their order.
 *
 * A batch never holds two messages of one channel. SendMessageBatch can fail for a single entry, and
 * the entry behind it would overtake it. A failed message is sent again with the same deduplication id.
 * If it still fails, the messages behind it on the same channel are not sent.
 *
 * @param channels the SQS messages of each channel, in order
 * @param until no batch starts after this time, ms since the epoch
 * @returns the messages that were not queued, with the reason
 */
export async function sendInOrder(
  channels: readonly (readonly QueueMessage[])[],
  queue: ProducerQueue,
  clock: Clock,
  until = Number.POSITIVE_INFINITY,
): Promise<Map<QueueMessage, UnsentReason>> {
  const unsent = new Map<QueueMessage, UnsentReason>();
  let remaining = channels;
  while (remaining.length > 0) {
    const heads = remaining.flatMap(([head]) => (head ? [head] : []));
    await inParallel(toSqsBatches(heads), CONCURRENT_BATCHES, async (batch) => {
      if (clock.now() >= until) {
        for (const message of batch) unsent.set(message, { cause: 'time' });
        return;
      }
      for (const [message, reason] of await sendWithRetries(batch, queue, clock)) {
        unsent.set(message, { cause: 'sqs', reason });
      }
    });
    remaining = withoutHeads(remaining, unsent);
  }
  return unsent;
}

/** What is left of each channel. A channel whose first message was not sent is given up. */
function withoutHeads(
  channels: readonly (readonly QueueMessage[])[],
  unsent: Map<QueueMessage, UnsentReason>,
): QueueMessage[][] {
  return channels.flatMap(([head, ...rest]) => {
    const hasFailed = head !== undefined && unsent.has(head);
    if (hasFailed) for (const message of rest) unsent.set(message, { cause: 'order' });
    return hasFailed || rest.length === 0 ? [] : [rest];
  });
}

/** Groups SQS messages into batches for SendMessageBatch: at most 10 messages and 256 KiB. */
export function toSqsBatches(queueMessages: readonly QueueMessage[]): QueueMessage[][] {
  const batches: QueueMessage[][] = [];
  let bytes = 0;
  for (const message of queueMessages) {
    const last = batches.at(-1);
    const fits =
      last && last.length < MAX_BATCH_ENTRIES && bytes + message.bytes <= MAX_BATCH_BYTES;
    if (fits) last.push(message);
    else batches.push([message]);
    bytes = fits ? bytes + message.bytes : message.bytes;
  }
  return batches;
}

/** @returns the messages that could not be sent, each with the last reason */
async function sendWithRetries(
  batch: readonly QueueMessage[],
  queue: ProducerQueue,
  clock: Clock,
): Promise<Map<QueueMessage, string>> {
  const failed = new Map<QueueMessage, string>();
  let remaining = [...batch];
  for (let attempt = 1; remaining.length > 0; attempt += 1) {
    const results = await trySendBatch(remaining, queue);
    remaining = remaining.filter((message, index) => {
      const result = results[index] ?? NO_RESULT;
      if (result === 'sent') {
        failed.delete(message);
        return false;
      }
      failed.set(message, result.reason);
      return result.retry && attempt < ATTEMPTS;
    });
    if (remaining.length > 0) await clock.sleep(BACKOFF_MS * 2 ** (attempt - 1));
  }
  return failed;
}

async function trySendBatch(
  batch: readonly QueueMessage[],
  queue: ProducerQueue,
): Promise<SendResult[]> {
  try {
    return await queue.sendBatch(batch);
  } catch (error) {
    // The SDK has already retried. The caller reports the reason for each message.
    return batch.map(() => ({ reason: errorName(error), retry: false }));
  }
}
