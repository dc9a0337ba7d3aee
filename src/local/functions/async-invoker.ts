import { setTimeout as sleep } from 'node:timers/promises';
import { isoTime } from '../../platform/clock.ts';
import { functionArn } from '../account.ts';
import type { FunctionPlan } from '../config/plan.ts';
import type { StackLog } from '../logs/log.ts';
import type { Queues } from '../sqs/queues.ts';
import { type AsyncFailure, failureRecord } from './failure-record.ts';
import type { FunctionHost } from './function-host.ts';
import { newRequestId } from './instance-pool.ts';

/** The waits before the retries of a failed asynchronous invocation, ms. */
export const RETRY_DELAYS_MS = [1_000, 2_000];
/** The waits on AWS: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const REAL_RETRY_DELAYS_MS = [60_000, 120_000];

export interface AsyncInvokerOptions {
  host: Pick<FunctionHost, 'invoke'>;
  queues: Pick<Queues, 'send'>;
  log: StackLog;
  retryDelaysMs?: number[];
}

/** Invokes functions asynchronously: retries after function errors, then reports to the function's queue. */
export class AsyncInvoker {
  readonly #options: AsyncInvokerOptions;
  #aborting = new AbortController();

  constructor(options: AsyncInvokerOptions) {
    this.#options = options;
  }

  /** Starts an invocation and does not wait for it. @returns the request id */
  accept(plan: FunctionPlan, payload: string): string {
    const requestId = newRequestId();
    void this.#run(plan, payload, requestId).catch((error) =>
      this.#options.log(
        'stack',
        `the asynchronous invocation of ${plan.name} failed: ${String(error)}`,
      ),
    );
    return requestId;
  }

  /** Drops all events that are not yet handled. */
  abort(): void {
    this.#aborting.abort();
    this.#aborting = new AbortController();
  }

  async #run(plan: FunctionPlan, payload: string, requestId: string): Promise<void> {
    const { signal } = this.#aborting;
    const failure = await this.#attempt(plan, payload, requestId, signal);
    if (failure && !signal.aborted) this.#report(plan, payload, requestId, failure);
  }

  async #attempt(
    plan: FunctionPlan,
    payload: string,
    requestId: string,
    signal: AbortSignal,
  ): Promise<AsyncFailure | undefined> {
    const { host, retryDelaysMs = RETRY_DELAYS_MS } = this.#options;
    const until = Date.now() + plan.maximumEventAgeSeconds * 1_000;
    for (let attempts = 1; ; attempts += 1) {
      const outcome = await host.invoke(plan.name, payload, { requestId });
      if (signal.aborted || !('error' in outcome)) return undefined;
      const { error } = outcome;
      if (attempts > plan.maximumRetryAttempts) {
        return { condition: 'RetriesExhausted', attempts, error };
      }
      const delay = retryDelaysMs[attempts - 1] ?? retryDelaysMs.at(-1) ?? 0;
      if (Date.now() + delay > until) return { condition: 'EventAgeExceeded', attempts, error };
      await pause(delay, signal);
      if (signal.aborted) return undefined;
    }
  }

  #report(plan: FunctionPlan, payload: string, requestId: string, failure: AsyncFailure): void {
    const { onFailureQueue } = plan;
    const { condition, attempts } = failure;
    const destination = onFailureQueue ? `reported to ${onFailureQueue}` : 'dropped';
    this.#options.log(
      'stack',
      `event for ${plan.name} ${destination} after ${attempts} attempts: ${condition}`,
    );
    if (!onFailureQueue) return;
    const event = { functionArn: functionArn(plan.fullName), requestId, payload };
    const record = failureRecord({ ...event, at: isoTime(Date.now()) }, failure);
    this.#options.queues.send(onFailureQueue, { body: JSON.stringify(record), attributes: {} });
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
