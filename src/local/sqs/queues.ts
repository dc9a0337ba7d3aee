import { queueArn } from '../account.ts';
import type { QueuePlan } from '../config/plan.ts';
import type { SqsSendResult } from './deduplication.ts';
import { noSuchQueue } from './errors.ts';
import type { Delivery, NewMessage } from './message.ts';
import { Queue } from './queue.ts';
import type { QueueCounts } from './queue-slots.ts';
import { Wakeup } from './wakeup.ts';

export interface SqsReceiveOptions {
  max: number;
  visibilityMs?: number | undefined;
  /** How long to wait for the first message, ms; 0 does not wait. */
  waitMs: number;
  /** Ends the wait. Once it has fired, no message is received. */
  signal?: AbortSignal;
}

export interface QueuesOptions {
  now(): number;
  newId(): string;
}

/** All queues of the stack. Adds long polling and moves messages to dead-letter queues. */
export class Queues {
  readonly #entries = new Map<string, { queue: Queue; wakeup: Wakeup }>();
  readonly #plans: readonly QueuePlan[];
  readonly #options: QueuesOptions;
  #closed = false;

  constructor(plans: QueuePlan[], options: QueuesOptions) {
    this.#plans = plans;
    this.#options = options;
    for (const plan of plans) this.#add(plan);
  }

  #add(plan: QueuePlan): void {
    const queue = new Queue(plan, this.#options.newId);
    this.#entries.set(plan.name, { queue, wakeup: new Wakeup() });
  }

  plans(): QueuePlan[] {
    return [...this.#entries.values()].map(({ queue }) => queue.plan);
  }

  plan(name: string): QueuePlan {
    return this.#entry(name).queue.plan;
  }

  counts(name: string): QueueCounts {
    return this.#entry(name).queue.counts(this.#options.now());
  }

  /** When the oldest message was sent, as ApproximateAgeOfOldestMessage sees it. */
  oldestSentAt(name: string): number | undefined {
    return this.#entry(name).queue.oldestSentAt(this.#options.now());
  }

  /** Whether a message can be received now. */
  hasReceivable(name: string): boolean {
    return this.#entry(name).queue.hasReceivable(this.#options.now());
  }

  /** When the next delayed or in-flight message becomes available; undefined if there is none. */
  nextAvailableAt(name: string): number | undefined {
    return this.#entry(name).queue.nextAvailableAt();
  }

  send(name: string, message: NewMessage): SqsSendResult {
    return this.#change(name, (queue, now) => queue.send(message, now));
  }

  delete(name: string, handle: string): void {
    this.#change(name, (queue, now) => queue.delete(handle, now));
  }

  changeVisibility(name: string, handle: string, ms: number): void {
    this.#change(name, (queue, now) => queue.changeVisibility(handle, ms, now));
  }

  purge(name: string): void {
    this.#change(name, (queue) => queue.purge());
  }

  /** @returns an empty list if no message became available in time */
  async receive(
    name: string,
    { max, visibilityMs, waitMs, signal }: SqsReceiveOptions,
  ): Promise<Delivery[]> {
    const until = this.#options.now() + waitMs;
    for (;;) {
      if (signal?.aborted) return [];
      const { queue, wakeup } = this.#entry(name);
      const deliveries = this.#take(queue, max, visibilityMs);
      const left = until - this.#options.now();
      if (deliveries.length > 0 || left <= 0 || this.#closed) return deliveries;
      const next = queue.nextAvailableAt() ?? until;
      await wakeup.sleep(Math.min(left, next - this.#options.now()), signal);
    }
  }

  /** Removes a queue with its messages. Its long polls end. `reset` brings it back, empty. */
  remove(name: string): void {
    this.#entry(name).wakeup.wakeAll();
    this.#entries.delete(name);
  }

  /** Removes all messages and deduplication ids, and brings back removed queues. */
  reset(): void {
    for (const plan of this.#plans) if (!this.#entries.has(plan.name)) this.#add(plan);
    for (const { queue } of this.#entries.values()) queue.reset();
  }

  /** Ends all long polls. */
  close(): void {
    this.#closed = true;
    for (const { wakeup } of this.#entries.values()) wakeup.wakeAll();
  }

  #take(queue: Queue, max: number, visibilityMs?: number): Delivery[] {
    const now = this.#options.now();
    const { deliveries, deadLetters } = queue.receive(max, now, visibilityMs);
    for (const message of deadLetters) {
      const target = queue.plan.redrive?.queue;
      if (target === undefined) continue;
      const source = queueArn(queue.plan.name);
      this.#change(target, (deadLetterQueue) =>
        deadLetterQueue.acceptDeadLetter(message, source, now),
      );
    }
    return deliveries;
  }

  #change<T>(name: string, act: (queue: Queue, now: number) => T): T {
    const { queue, wakeup } = this.#entry(name);
    const result = act(queue, this.#options.now());
    wakeup.wakeAll();
    return result;
  }

  #entry(name: string): { queue: Queue; wakeup: Wakeup } {
    const found = this.#entries.get(name);
    if (!found) throw noSuchQueue();
    return found;
  }
}
