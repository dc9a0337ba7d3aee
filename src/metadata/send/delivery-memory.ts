import type { ChannelBatch, ReceivedSqsMessage } from './channel-batch.ts';

/** SQS messages that are remembered: far more than an instance has in a day that come back half done. */
const REMEMBERED = 1_000;

/**
 * What was delivered of SQS messages that went back half done. SQS takes or leaves a message only as a
 * whole, so that without it each new attempt would begin with its first request again, and under heavy
 * throttling never come to the last. It is the instance's own: another one delivers again, which
 * players, who know the ids, don't show.
 */
export class DeliveryMemory {
  readonly #delivered = new Map<string, ReadonlySet<number>>();

  /** Marks what is known to have been delivered. */
  restore(lanes: readonly ChannelBatch[]): void {
    for (const { record, items: steps } of lanes.flatMap(({ sqsMessages: entries }) => entries)) {
      const delivered = this.#delivered.get(record.messageId);
      for (const place of delivered ?? []) {
        const step = steps[place];
        if (step) step.outcome = 'delivered';
      }
    }
  }

  /** Notes what was delivered of an SQS message that goes back, and forgets one that does not. */
  update({ record, items: steps }: ReceivedSqsMessage, goesBack: boolean): void {
    const delivered = steps.flatMap(({ outcome }, place) =>
      outcome === 'delivered' ? [place] : [],
    );
    this.#delivered.delete(record.messageId);
    if (goesBack && delivered.length > 0) {
      this.#delivered.set(record.messageId, new Set(delivered));
    }
    const [oldest] = this.#delivered.keys();
    if (this.#delivered.size > REMEMBERED && oldest !== undefined) this.#delivered.delete(oldest);
  }
}
