import { functionArn } from '../../../src/local/account.ts';
import { REAL_RETRY_DELAYS_MS } from '../../../src/local/functions/async-invoker.ts';
import { failureRecord } from '../../../src/local/functions/failure-record.ts';
import { isoTime } from '../../../src/platform/clock.ts';
import type { Chance } from '../time/randomness.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';
import type { Functions, Outcome } from './functions.ts';

export interface AsyncEventsOptions {
  functions: Functions;
  timeline: Timeline;
  troubles: Troubles;
  chance: Chance;
  newId(): string;
  /** Puts the record of an event that failed for good into a queue. */
  report(queue: string, body: string): void;
}

/** How long an event waits in Lambda's own queue before its first attempt, ms. */
const QUEUE_MS: [from: number, to: number] = [5, 150];

/** Asynchronous invocations of Lambda: at least once, retried twice, then sent to the function's queue. */
export class AsyncEvents {
  readonly #options: AsyncEventsOptions;
  #waiting = 0;

  constructor(options: AsyncEventsOptions) {
    this.#options = options;
  }

  /** How many events are not yet handled. */
  get waiting(): number {
    return this.#waiting;
  }

  accept(name: string, payload: string): void {
    void this.#handle(name, payload);
    if (this.#options.troubles.strikes('invocation doubled', () => name))
      void this.#handle(name, payload);
  }

  async #handle(name: string, payload: string): Promise<void> {
    const { functions, timeline, chance } = this.#options;
    const plan = functions.plan(name);
    const until = timeline.now() + plan.maximumEventAgeSeconds * 1_000;
    this.#waiting += 1;
    await timeline.sleep(chance.between(...QUEUE_MS));
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await functions.invoke(plan.name, payload);
      if (!('error' in outcome)) break;
      const delay = REAL_RETRY_DELAYS_MS[attempts - 1];
      const isTooOld = delay !== undefined && timeline.now() + delay > until;
      if (attempts > plan.maximumRetryAttempts || delay === undefined || isTooOld) {
        this.#report(plan.name, payload, { attempts, isTooOld, error: outcome.error });
        break;
      }
      await timeline.sleep(delay * chance.between(0.9, 1.2));
    }
    this.#waiting -= 1;
  }

  #report(
    name: string,
    payload: string,
    {
      attempts,
      isTooOld,
      error,
    }: { attempts: number; isTooOld: boolean } & Extract<Outcome, { error: object }>,
  ): void {
    const { functions, report, timeline, newId } = this.#options;
    const { onFailureQueue, fullName } = functions.plan(name);
    if (!onFailureQueue) return;
    const condition = isTooOld ? 'EventAgeExceeded' : 'RetriesExhausted';
    const record = failureRecord(
      {
        functionArn: functionArn(fullName),
        requestId: newId(),
        payload,
        at: isoTime(timeline.now()),
      },
      { condition, attempts, error },
    );
    report(onFailureQueue, JSON.stringify(record));
  }
}
