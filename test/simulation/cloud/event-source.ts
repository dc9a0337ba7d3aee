import type { EventSourcePlan } from '../../../src/local/config/plan.ts';
import { readBatchResponse } from '../../../src/local/eventsource/batch-response.ts';
import { sqsEvent } from '../../../src/local/eventsource/records.ts';
import { SqsError } from '../../../src/local/sqs/errors.ts';
import type { Delivery } from '../../../src/local/sqs/message.ts';
import type { Queues } from '../../../src/local/sqs/queues.ts';
import type { Chance } from '../time/randomness.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';
import type { Functions } from './functions.ts';

export interface EventSourceOptions {
  functions: Functions;
  queues: Queues;
  timeline: Timeline;
  troubles: Troubles;
  chance: Chance;
}

/** Concurrent batches if serverless.yml sets no maximumConcurrency: Lambda starts with five pollers. */
const DEFAULT_CONCURRENCY = 5;
/** How long a long poll takes to return a message that has arrived, ms. */
const POLL_MS: [from: number, to: number] = [2, 30];

/**
 * Lambda's event source mapping for a queue. It does not poll an empty queue: `wake` tells it that the queue
 * has changed.
 */
export class EventSource {
  readonly #plan: EventSourcePlan;
  readonly #options: EventSourceOptions;
  #running = 0;
  #isPolling = false;
  #nextPollAt = Number.POSITIVE_INFINITY;

  constructor(plan: EventSourcePlan, options: EventSourceOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  get queue(): string {
    return this.#plan.queue;
  }

  /** The queue may have messages. */
  wake(): void {
    if (this.#isPolling) return;
    this.#isPolling = true;
    const { timeline, chance } = this.#options;
    timeline.after(chance.between(...POLL_MS), () => void this.#poll());
  }

  async #poll(): Promise<void> {
    const { queues } = this.#options;
    const { queue, batchSize: max, maximumConcurrency = DEFAULT_CONCURRENCY } = this.#plan;
    while (this.#running < maximumConcurrency) {
      const batch = await queues.receive(queue, { max, waitMs: 0 });
      if (batch.length === 0) break;
      void this.#process(batch);
    }
    this.#isPolling = false;
    this.#awaitNextMessage();
  }

  /** Delayed messages, and those whose visibility timeout passes, come without anybody changing the queue. */
  #awaitNextMessage(): void {
    const { queues, timeline } = this.#options;
    const next = queues.nextAvailableAt(this.#plan.queue);
    if (next === undefined || next >= this.#nextPollAt) return;
    this.#nextPollAt = next;
    timeline.after(next - timeline.now(), () => {
      if (this.#nextPollAt === next) this.#nextPollAt = Number.POSITIVE_INFINITY;
      this.wake();
    });
  }

  async #process(batch: Delivery[]): Promise<void> {
    const { functions, troubles } = this.#options;
    const { queue, function: name } = this.#plan;
    this.#running += 1;
    const outcome = await functions.invoke(name, JSON.stringify(sqsEvent(queue, batch)));
    this.#running -= 1;
    const isLost = troubles.strikes('messages redelivered', () => `${batch.length} of ${queue}`);
    if ('payload' in outcome && !isLost)
      for (const delivery of this.#succeeded(batch, outcome.payload)) this.#delete(delivery);
    this.wake();
  }

  #succeeded(batch: Delivery[], payload: string): Delivery[] {
    if (!this.#plan.reportBatchItemFailures) return batch;
    const outcome = readBatchResponse(
      payload,
      batch.map(({ id }) => id),
    );
    return 'failed' in outcome ? batch.filter(({ id }) => !outcome.failed.has(id)) : [];
  }

  /** A message whose visibility timeout has passed stays in the queue and comes again. */
  #delete({ receiptHandle }: Delivery): void {
    try {
      this.#options.queues.delete(this.#plan.queue, receiptHandle);
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
    }
  }
}
