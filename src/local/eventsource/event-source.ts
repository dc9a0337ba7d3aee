import type { EventSourcePlan } from '../config/plan.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { StackLog } from '../logs/log.ts';
import { SqsError } from '../sqs/errors.ts';
import type { Delivery } from '../sqs/message.ts';
import type { Queues } from '../sqs/queues.ts';
import { readBatchResponse } from './batch-response.ts';
import { type PollerOptions, PollerScale } from './poller-scale.ts';
import { sqsEvent } from './records.ts';

/** How long one poll waits for a message, ms: SQS's longest wait, which Lambda uses as well. */
const POLL_MS = 20_000;
/** Concurrent batches if serverless.yml sets no maximumConcurrency: Lambda starts with five pollers. */
const DEFAULT_CONCURRENCY = 5;

export interface EventSourceOptions {
  queues: Queues;
  host: Pick<FunctionHost, 'invoke'>;
  log: StackLog;
  /** How the pollers scale. By default, all that `maximumConcurrency` allows are there at once. */
  pollers?: PollerOptions | undefined;
  /** ms since the epoch */
  now(): number;
}

/**
 * Lambda's event source mapping for a queue: receives batches, invokes the function with each, and deletes
 * the messages that the function did not report as failed. A failed message can be received again when its
 * visibility timeout (which the function may have changed) has passed.
 */
export class EventSource {
  readonly #plan: EventSourcePlan;
  readonly #options: EventSourceOptions;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #scale: PollerScale | undefined;

  constructor(plan: EventSourcePlan, options: EventSourceOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#scale = options.pollers && new PollerScale(options.pollers);
  }

  /**
   * Polls until `stop()`. While the queue is gone this waits for a new one of the same name, as Lambda does.
   *
   * @throws errors that are not the function's, the queue's or a single message's
   */
  async poll(): Promise<void> {
    const { function: name, queue } = this.#plan;
    const { queues, log } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#pollQueue();
      } catch (error) {
        if (!(error instanceof SqsError)) throw error;
        log('stack', `${name} receives nothing: there is no queue ${queue}`);
        await queues.untilExists(queue, signal);
      }
    }
  }

  /** @throws SqsError if the queue is gone */
  async #pollQueue(): Promise<void> {
    const { queue, batchSize } = this.#plan;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (this.#running.size >= this.#concurrency()) {
        await Promise.race([...this.#running, ...this.#growth()]);
        continue;
      }
      const batch = await this.#options.queues.receive(queue, {
        max: batchSize,
        waitMs: POLL_MS,
        signal,
      });
      if (batch.length > 0) this.#start(batch);
    }
  }

  /** How many batches may be processed at once. */
  #concurrency(): number {
    const { queue, maximumConcurrency } = this.#plan;
    if (!this.#scale) return maximumConcurrency ?? DEFAULT_CONCURRENCY;
    const { queues, now } = this.#options;
    const pollers = this.#scale.update(now(), this.#running.size, queues.hasReceivable(queue));
    return Math.min(pollers, maximumConcurrency ?? Number.POSITIVE_INFINITY);
  }

  /** Resolves when there may be one more poller; none if the pollers do not scale. */
  #growth(): Promise<void>[] {
    if (!this.#scale) return [];
    const { growthMs } = this.#scale;
    return [new Promise((resolve) => setTimeout(resolve, growthMs).unref())];
  }

  stop(): void {
    this.#stopping.abort();
  }

  #start(batch: Delivery[]): void {
    const run = this.#process(batch).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #process(batch: Delivery[]): Promise<void> {
    const { host, log } = this.#options;
    const payload = JSON.stringify(sqsEvent(this.#plan.queue, batch));
    const outcome = await host.invoke(this.#plan.function, payload);
    if ('error' in outcome) return;
    for (const delivery of this.#succeeded(batch, outcome.payload)) {
      try {
        this.#options.queues.delete(this.#plan.queue, delivery.receiptHandle);
      } catch (error) {
        if (!(error instanceof SqsError)) throw error;
        log(
          'stack',
          `message ${delivery.id} was not deleted and will be received again: ${error.message}`,
        );
      }
    }
  }

  #succeeded(batch: Delivery[], payload: string): Delivery[] {
    if (!this.#plan.reportBatchItemFailures) return batch;
    const ids = batch.map(({ id }) => id);
    const outcome = readBatchResponse(payload, ids);
    if ('failed' in outcome) return batch.filter(({ id }) => !outcome.failed.has(id));
    this.#options.log(
      'stack',
      `${this.#plan.function} failed its whole batch: ${outcome.wholeBatch}`,
    );
    return [];
  }
}
