import type { Clock } from '../../platform/clock.ts';
import { errorName } from '../../platform/errors.ts';
import { inParallel } from './parallel.ts';
import type { QueueMessage } from './queue-messages.ts';

/** What `enqueueMetadata` needs of the SQS queue. */
export interface ProducerQueue {
  /**
   * One SendMessageBatch: at most 10 entries and 256 KiB.
   *
   * @returns for each entry, in order, `sent` or why not
   * @throws the SDK's error if the whole request failed; the entries may have been queued then
   */
  sendBatch(entries: readonly QueueMessage[]): Promise<SendResult[]>;
}

export type SendResult = 'sent' | { reason: string; retry: boolean };

const MAX_BATCH_ENTRIES = 10;
const MAX_BATCH_BYTES = 262_144;
const CONCURRENT_BATCHES = 5;
const ATTEMPTS = 3;
const BACKOFF_MS = 100;

/** Why an entry was not queued. */
export type UnsentReason = { reason: string } | { behind: true } | { late: true };

/**
 * Sends the entries of each channel in their order. A batch never holds two entries of one channel:
 * SendMessageBatch may fail any single entry, and the one behind it would then overtake it. What fails
 * is tried again with the same deduplication id; if it still fails, nothing that is behind it on the
 * same channel is sent.
 *
 * @param channels the entries of each channel, in order
 * @param until when the caller's time is over, ms since the epoch: no batch begins later
 * @returns the entries that were not queued, with the reason
 */
export async function sendInOrder(
  channels: readonly (readonly QueueMessage[])[],
  queue: ProducerQueue,
  clock: Clock,
  until = Number.POSITIVE_INFINITY,
): Promise<Map<QueueMessage, UnsentReason>> {
  const unsent = new Map<QueueMessage, UnsentReason>();
  let open = channels.map((entries) => [...entries]);
  while (open.length > 0) {
    const wave = open.flatMap(([head]) => (head ? [head] : []));
    await inParallel(toSqsBatches(wave), CONCURRENT_BATCHES, async (batch) => {
      if (clock.now() >= until) {
        for (const entry of batch) unsent.set(entry, { late: true });
        return;
      }
      for (const [entry, reason] of await sendBatch(batch, queue, clock)) {
        unsent.set(entry, { reason });
      }
    });
    open = open.flatMap(([head, ...rest]) => {
      const stopped = head !== undefined && unsent.has(head);
      if (stopped) for (const entry of rest) unsent.set(entry, { behind: true });
      return stopped || rest.length === 0 ? [] : [rest];
    });
  }
  return unsent;
}

/** Entries as SendMessageBatch takes them: at most 10, and 256 KiB together. */
export function toSqsBatches(entries: readonly QueueMessage[]): QueueMessage[][] {
  const batches: QueueMessage[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const open = batches.at(-1);
    const fits = open && open.length < MAX_BATCH_ENTRIES && bytes + entry.bytes <= MAX_BATCH_BYTES;
    if (fits) open.push(entry);
    else batches.push([entry]);
    bytes = fits ? bytes + entry.bytes : entry.bytes;
  }
  return batches;
}

/** @returns the entries that could not be sent, each with the last reason */
async function sendBatch(
  batch: readonly QueueMessage[],
  queue: ProducerQueue,
  clock: Clock,
): Promise<Map<QueueMessage, string>> {
  const failed = new Map<QueueMessage, string>();
  let open = [...batch];
  for (let attempt = 1; open.length > 0; attempt += 1) {
    const results = await attemptBatch(open, queue);
    open = open.filter((entry, index) => {
      const result = results[index] ?? { reason: 'no answer for this entry', retry: true };
      if (result === 'sent') {
        failed.delete(entry);
        return false;
      }
      failed.set(entry, result.reason);
      return result.retry && attempt < ATTEMPTS;
    });
    if (open.length > 0) await clock.sleep(BACKOFF_MS * 2 ** (attempt - 1));
  }
  return failed;
}

async function attemptBatch(
  entries: readonly QueueMessage[],
  queue: ProducerQueue,
): Promise<SendResult[]> {
  try {
    return await queue.sendBatch(entries);
  } catch (error) {
    // Every message behind it gets this reason in its answer; the SDK has retried by itself already.
    return entries.map(() => ({ reason: errorName(error), retry: false }));
  }
}
