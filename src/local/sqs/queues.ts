import { EventEmitter } from 'node:events';
import { queueArn } from '../account.ts';
import type { QueuePlan } from '../config/plan.ts';
import type { SqsSendResult } from './deduplication.ts';
import { noSuchQueue } from './errors.ts';
import type { Delivery, Message, NewMessage } from './message.ts';
import { MoveTasks } from './move-tasks.ts';
import { Queue } from './queue.ts';
import { newFacts, type QueueFacts } from './queue-facts.ts';
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

interface Entry {
  queue: Queue;
  wakeup: Wakeup;
  facts: QueueFacts;
}

/**
 * All queues: those of serverless.yml, and those that CreateQueue made. Adds long polling and moves messages to
 * dead-letter queues.
 */
export class Queues {
  readonly #entries = new Map<string, Entry>();
  readonly #plans: readonly QueuePlan[];
  readonly #options: QueuesOptions;
  readonly moveTasks: MoveTasks;
  /** Emits `queue` after each queue that is added. */
  readonly #added = new EventEmitter().setMaxListeners(0);
  #closed = false;

  constructor(plans: QueuePlan[], options: QueuesOptions) {
    this.#plans = plans;
    this.#options = options;
    this.moveTasks = new MoveTasks({ ...options, queues: this });
    for (const plan of plans) this.#add(plan, newFacts(options.now()));
  }

  #add(plan: QueuePlan, facts: QueueFacts): void {
    const queue = new Queue(plan, this.#options.newId);
    this.#entries.set(plan.name, { queue, wakeup: new Wakeup(), facts });
    this.#added.emit('queue');
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Resolves when there is a queue of this name, or when the signal fires. */
  untilExists(name: string, signal: AbortSignal): Promise<void> {
    if (this.has(name) || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        if (!this.has(name) && !signal.aborted) return;
        this.#added.off('queue', end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      this.#added.on('queue', end);
      signal.addEventListener('abort', end);
    });
  }

  /** Adds a queue, until `reset`. */
  create(plan: QueuePlan, facts: Partial<Pick<QueueFacts, 'attributes' | 'tags'>>): void {
    this.#add(plan, newFacts(this.#options.now(), facts));
  }

  /** Changes a queue, until `reset`. The messages stay. */
  configure(plan: QueuePlan, attributes: QueueFacts['attributes']): void {
    const entry = this.#entry(plan.name);
    entry.facts = { ...entry.facts, attributes, modifiedAt: this.#options.now() };
    this.#change(plan.name, (queue) => queue.configure(plan));
  }

  facts(name: string): QueueFacts {
    return this.#entry(name).facts;
  }

  setTags(name: string, tags: QueueFacts['tags']): void {
    const entry = this.#entry(name);
    entry.facts = { ...entry.facts, tags };
  }

  /** The queues that CreateQueue made, and not serverless.yml. */
  created(): QueuePlan[] {
    const ofStack = new Set(this.#plans.map(({ name }) => name));
    return this.plans().filter(({ name }) => !ofStack.has(name));
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

  /**
   * Moves the oldest available message to another queue, as a new message.
   *
   * @param targetOf decides where to
   * @returns whether there was a message
   */
  moveOne(name: string, targetOf: (message: Readonly<Message>) => string): boolean {
    const now = this.#options.now();
    const { queue } = this.#entry(name);
    const message = queue.nextAvailable(now);
    if (!message) return false;
    const { body, attributes, groupId, deduplicationId } = message;
    this.send(targetOf(message), {
      ...{ body, attributes },
      ...(groupId !== undefined && { groupId }),
      ...(deduplicationId !== undefined && { deduplicationId }),
    });
    queue.removeMessage(message.id);
    return true;
  }

  /**
   * Removes a queue with its messages and move tasks. Its long polls end. `reset` brings back a queue of
   * serverless.yml, empty.
   */
  remove(name: string): void {
    this.#entry(name).wakeup.wakeAll();
    this.moveTasks.forget(name);
    this.#entries.delete(name);
  }

  /** Makes the queues as in serverless.yml, without messages and deduplication ids. */
  reset(): void {
    this.moveTasks.reset();
    for (const { name } of this.created()) this.remove(name);
    const facts = newFacts(this.#options.now());
    for (const plan of this.#plans) {
      const entry = this.#entries.get(plan.name);
      if (!entry) this.#add(plan, facts);
      else this.#restore(entry, plan, facts);
    }
  }

  #restore(entry: Entry, plan: QueuePlan, facts: QueueFacts): void {
    entry.facts = facts;
    entry.queue.configure(plan);
    entry.queue.reset();
  }

  /** Ends all long polls and move tasks. */
  close(): void {
    this.#closed = true;
    this.moveTasks.reset();
    for (const { wakeup } of this.#entries.values()) wakeup.wakeAll();
  }

  #take(queue: Queue, max: number, visibilityMs?: number): Delivery[] {
    const now = this.#options.now();
    const target = queue.plan.redrive?.queue;
    const hasTarget = target !== undefined && this.#entries.has(target);
    const { deliveries, deadLetters } = queue.receive(max, now, visibilityMs, hasTarget);
    for (const message of deadLetters) {
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

  #entry(name: string): Entry {
    const found = this.#entries.get(name);
    if (!found) throw noSuchQueue();
    return found;
  }
}
