import type { Metrics } from '../../platform/observability.ts';
import type { Entry, Outcome } from './lane.ts';

const OUTCOME_METRICS: Record<Outcome, string> = {
  delivered: 'MetadataDelivered',
  expired: 'MetadataExpired',
  superseded: 'MetadataSuperseded',
  dropped: 'MetadataDropped',
  deadLettered: 'MetadataDeadLettered',
};

/** Counts one invocation, so that each metric is written once. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, value = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + value);
  }

  /**
   * Counts how the messages of an SQS message ended, when that is not coming back any more: what was
   * settled in one that does come back is settled and counted again then.
   */
  addOutcomes({ steps }: Entry): void {
    for (const { outcome } of steps) if (outcome) this.add(OUTCOME_METRICS[outcome]);
  }

  write(metrics: Metrics): void {
    for (const [name, value] of this.#counts) {
      metrics.add(name, value, { unit: name === 'MetadataBytes' ? 'Bytes' : 'Count' });
    }
  }
}
