import { type ChannelBatch, endItem, type ReceivedSqsMessage } from './channel-batch.ts';

/** How many SQS messages are remembered. Far fewer return half done to one instance in a day. */
const MAX_SQS_MESSAGES = 1_000;

/**
 * Remembers which messages were delivered of an SQS message that returned to the queue half done.
 *
 * SQS can only delete a whole message. Without this memory, each attempt would start with the first
 * request again, and under heavy throttling the last one would never be sent. The memory belongs to one
 * instance. Another instance delivers the messages again, and players skip them because they know the ids.
 */
export class DeliveryMemory {
  /** For each SQS message id: the positions of its delivered items, and when they were delivered. */
  readonly #delivered = new Map<string, ReadonlyMap<number, number>>();

  /** Sets the outcome of the items that are known to be delivered. */
  restore(batches: readonly ChannelBatch[]): void {
    for (const { record, items } of batches.flatMap(({ sqsMessages }) => sqsMessages)) {
      for (const [position, at] of this.#delivered.get(record.messageId) ?? []) {
        const item = items[position];
        if (item) endItem(item, 'delivered', at);
      }
    }
  }

  /** Remembers an SQS message that returns to the queue, and forgets one that does not. */
  update({ record, items }: ReceivedSqsMessage, returns: boolean): void {
    const delivered = items.flatMap(({ outcome, endedAt = 0 }, position) =>
      outcome === 'delivered' ? [[position, endedAt] as const] : [],
    );
    this.#delivered.delete(record.messageId);
    if (returns && delivered.length > 0) {
      this.#delivered.set(record.messageId, new Map(delivered));
    }
    const [oldest] = this.#delivered.keys();
    if (this.#delivered.size > MAX_SQS_MESSAGES && oldest !== undefined) {
      this.#delivered.delete(oldest);
    }
  }
}
