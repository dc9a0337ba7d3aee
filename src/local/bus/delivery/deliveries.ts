import { setMaxListeners } from 'node:events';
import { errorMessage } from '../../../platform/errors.ts';
import type { StackLog } from '../../logs/log.ts';
import type { Queues } from '../../sqs/queues.ts';
import type { CreatedRule, Destination, RuleTarget } from '../created/rule.ts';
import type { BusEvent } from '../event.ts';
import { type DeadLetter, deadLetterMessage } from './dead-letter.ts';
import { DeliveryError } from './delivery-error.ts';

/** The longest wait before a retry, ms. */
const LONGEST_DELAY_MS = 5 * 60_000;

export interface DeliveriesOptions {
  /**
   * Sends an event to a target once.
   *
   * @throws DeliveryError
   */
  send(destination: Destination, payload: string, signal: AbortSignal): void | Promise<void>;
  queues: Pick<Queues, 'has' | 'send'>;
  now(): number;
  /** The wait before the first retry, ms. Each further one is twice as long, up to five minutes. */
  firstDelayMs: number;
  log: StackLog;
}

/** How the deliveries of a target ended. */
export interface DeliveryCounts {
  delivered: number;
  /** Attempts after the first one. */
  retries: number;
  /** Events that were given up. */
  failed: number;
  /** Why the latest attempt failed that did. */
  lastError?: string;
}

/** Delivers events to the targets of created rules: retries, and then the dead-letter queue of the target. */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #counts = new Map<string, DeliveryCounts>();
  #aborting = newAborting();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Starts a delivery and does not wait for it. A queue has the event when this returns. */
  start(rule: CreatedRule, target: RuleTarget, event: BusEvent): void {
    const { log } = this.#options;
    void this.#run(rule, target, event).catch((error) =>
      log('stack', `the delivery to ${target.arn} failed: ${error?.stack ?? error}`),
    );
  }

  countsOf(rule: CreatedRule, target: RuleTarget): Readonly<DeliveryCounts> {
    return this.#counts.get(keyOf(rule, target.id)) ?? newCounts();
  }

  /** Forgets how the deliveries to a target ended. Those that go on are not counted. */
  forget(rule: CreatedRule, targetId: string): void {
    this.#counts.delete(keyOf(rule, targetId));
  }

  /** Drops all events that are not delivered yet. */
  reset(): void {
    this.#aborting.abort();
    this.#aborting = newAborting();
    this.#counts.clear();
  }

  async #run(rule: CreatedRule, target: RuleTarget, event: BusEvent): Promise<void> {
    const { signal } = this.#aborting;
    const counts = this.#countsFor(rule, target);
    const receivedAt = this.#options.now();
    const payload = target.payload(event, rule, receivedAt);
    for (let retries = 0; ; retries += 1) {
      const error = await this.#attempt(target, payload, signal);
      if (signal.aborted) return;
      if (!error) {
        counts.delivered += 1;
        return;
      }
      counts.lastError = `${error.code}: ${error.message}`;
      const delay = this.#delay(error, retries);
      const condition = this.#exhausted(target, error, retries, receivedAt, delay);
      if (condition !== undefined || !error.isRetried) {
        counts.failed += 1;
        return this.#giveUp(target, { rule, target, event, error, retries, condition });
      }
      await pause(delay, signal);
      if (signal.aborted) return;
      counts.retries += 1;
    }
  }

  /** The counts to add to. */
  #countsFor(rule: CreatedRule, target: RuleTarget): DeliveryCounts {
    const key = keyOf(rule, target.id);
    const counts = this.#counts.get(key) ?? newCounts();
    this.#counts.set(key, counts);
    return counts;
  }

  /** @returns undefined if the target took the event */
  async #attempt(
    { destination }: RuleTarget,
    payload: string,
    signal: AbortSignal,
  ): Promise<DeliveryError | undefined> {
    try {
      await this.#options.send(destination, payload, signal);
      return undefined;
    } catch (error) {
      if (error instanceof DeliveryError) return error;
      if (signal.aborted) return undefined;
      return new DeliveryError('SDK_CLIENT_ERROR', errorMessage(error), { cause: error });
    }
  }

  #delay({ retryAfterMs }: DeliveryError, retries: number): number {
    const doubled = this.#options.firstDelayMs * 2 ** retries;
    return Math.max(Math.min(doubled, LONGEST_DELAY_MS), retryAfterMs);
  }

  #exhausted(
    { retry }: RuleTarget,
    { isRetried }: DeliveryError,
    retries: number,
    receivedAt: number,
    delayMs: number,
  ): DeadLetter['condition'] {
    if (!isRetried) return undefined;
    if (retries >= retry.maxAttempts) return 'MaximumRetryAttempts';
    const isTooOld = this.#options.now() + delayMs - receivedAt > retry.maxAgeMs;
    return isTooOld ? 'MaximumEventAgeInSeconds' : undefined;
  }

  #giveUp({ arn, deadLetterQueue: queue }: RuleTarget, deadLetter: DeadLetter): void {
    const { log, queues } = this.#options;
    const { rule, error, retries } = deadLetter;
    const hasQueue = queue !== undefined && queues.has(queue);
    const end = hasQueue ? `is in ${queue}` : 'is dropped';
    log(
      'stack',
      `an event of rule ${rule.name} for ${arn} ${end} after ${retries} retries: ${errorMessage(error)}`,
    );
    if (hasQueue) queues.send(queue, deadLetterMessage(deadLetter));
  }
}

const keyOf = ({ arn }: CreatedRule, targetId: string): string => `${arn}\n${targetId}`;
const newCounts = (): DeliveryCounts => ({ delivered: 0, retries: 0, failed: 0 });

/** Each delivery that waits listens to the signal: Node.js would warn of more than ten. */
function newAborting(): AbortController {
  const aborting = new AbortController();
  setMaxListeners(0, aborting.signal);
  return aborting;
}

/** Resolves after `ms`, or when the signal fires. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
