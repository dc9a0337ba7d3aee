import type { Metrics } from '../../platform/observability.ts';
import type { MessageOutcome, ReceivedSqsMessage } from './channel-batch.ts';

const OUTCOME_METRICS: Record<MessageOutcome, string> = {
  delivered: 'MetadataDelivered',
  expired: 'MetadataExpired',
  superseded: 'MetadataSuperseded',
  dropped: 'MetadataDropped',
  deadLettered: 'MetadataDeadLettered',
};

/** Throttled requests of all functions have one metric, so that one alarm can watch them. */
const PUT_METADATA = { dimensions: { operation: 'PutMetadata' } };

/** Sums metrics of one invocation, so that each metric is written seldom. */
export class MetricCounts {
  readonly #counts = new Map<string, number>();

  add(name: string, value = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + value);
  }

  /**
   * Counts the outcomes of an SQS message that does not return to the queue. The outcomes of one that
   * returns are not counted: its messages get an outcome again in a later invocation.
   */
  addOutcomes({ items }: ReceivedSqsMessage): void {
    for (const { outcome } of items) if (outcome) this.add(OUTCOME_METRICS[outcome]);
  }

  /** Writes what was counted since the last time. */
  write(metrics: Metrics): void {
    for (const [name, value] of this.#counts) {
      metrics.add(name, value, { unit: name === 'MetadataBytes' ? 'Bytes' : 'Count' });
      if (name === 'MetadataThrottled') metrics.add('IvsThrottled', value, PUT_METADATA);
    }
    this.#counts.clear();
  }
}
