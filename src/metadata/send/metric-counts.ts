import type { Metrics } from '../../platform/observability.ts';
import type { MessageOutcome, ReceivedSqsMessage } from './channel-batch.ts';

const OUTCOME_METRICS: Record<MessageOutcome, string> = {
  delivered: 'MetadataDelivered',
  expired: 'MetadataExpired',
  superseded: 'MetadataSuperseded',
  dropped: 'MetadataDropped',
  deadLettered: 'MetadataDeadLettered',
};

/** Counts one invocation, so that each metric is written once. */
export class MetricCounts {
  readonly #counts = new Map<string, number>();

  add(name: string, value = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + value);
  }

  /**
   * Counts how the messages of an SQS message ended, when that is not coming back any more: what was
   * settled in one that does come back is settled and counted again then.
   */
  addOutcomes({ items: steps }: ReceivedSqsMessage): void {
    for (const { outcome } of steps) if (outcome) this.add(OUTCOME_METRICS[outcome]);
  }

  write(metrics: Metrics): void {
    for (const [name, value] of this.#counts) {
      metrics.add(name, value, { unit: name === 'MetadataBytes' ? 'Bytes' : 'Count' });
    }
  }
}
