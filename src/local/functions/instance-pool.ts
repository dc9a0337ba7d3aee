import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { FunctionPlan } from '../config/plan.ts';
import { Instance, type InstanceOptions, type InvokeOutcome } from './instance.ts';

/** The function error of invocations that ended because the stack was reset or closed. */
const ABANDONED = { errorType: 'Stack.Abandoned', errorMessage: 'The one-machine stack was reset' };
/** Whether an invocation ended because the stack was reset or closed. */
export const isAbandoned = (outcome: InvokeOutcome): boolean =>
  'error' in outcome && outcome.error === ABANDONED;
/** The most instances of a function without a limit of its own: as many as a small machine can run. */
const DEFAULT_LIMIT = Math.max(4, availableParallelism());
/** How long an idle instance is kept, ms. Lambda keeps it for some minutes: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const IDLE_MS = 5 * 60_000;

/** All instances of the function are busy, and there may be no more. */
export class TooManyRequestsError extends Error {
  override readonly name = 'TooManyRequestsException';
}

export interface PoolOptions extends InstanceOptions {
  plan: FunctionPlan;
  /** The most instances at once if the function has no reserved concurrency. */
  limit?: number;
}

export interface PoolInvokeOptions {
  throttle?: boolean;
  requestId?: string;
  /** What the caller says of itself, as JSON. */
  clientContext?: string | undefined;
}

/** The instances of one function, and the invocations that wait for one. */
export class InstancePool {
  readonly plan: FunctionPlan;
  readonly #options: PoolOptions;
  readonly #limit: number;
  readonly #idle: { instance: Instance; timer: NodeJS.Timeout }[] = [];
  readonly #all = new Set<Instance>();
  #waiting: ((instance: Instance | undefined) => void)[] = [];
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.plan = options.plan;
    this.#limit = options.plan.reservedConcurrency ?? options.limit ?? DEFAULT_LIMIT;
  }

  /**
   * Runs the function with an event (JSON). A function error is an outcome, it is not thrown.
   *
   * @param throttle whether to throw if no instance is free, as Lambda does, and not to wait for one
   * @throws TooManyRequestsError if `throttle` is set and the reserved concurrency is used up
   */
  async invoke(
    payload: string,
    { throttle = false, requestId = newRequestId(), clientContext }: PoolInvokeOptions = {},
  ): Promise<InvokeOutcome> {
    const full = this.#idle.length === 0 && this.#all.size >= this.#limit;
    if (throttle && full && this.plan.reservedConcurrency !== undefined) {
      throw new TooManyRequestsError('Rate Exceeded.');
    }
    const instance = await this.#acquire();
    if (!instance) return { error: ABANDONED };
    const outcome = await instance.invoke(requestId, payload, clientContext);
    this.#release(instance);
    return outcome;
  }

  /** Starts an instance, so that the first event does not wait for the start. */
  warm(): void {
    if (this.#all.size === 0 && this.#limit > 0) this.#addIdle(this.#start());
  }

  /** Ends all running and waiting invocations. */
  async abort(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(undefined);
    const idle = new Set(this.#idle.map(({ instance }) => instance));
    const busy = [...this.#all].filter((instance) => !idle.has(instance));
    await Promise.all(busy.map((instance) => instance.terminate(ABANDONED)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await this.abort();
  }

  async #acquire(): Promise<Instance | undefined> {
    if (this.#closed) return undefined;
    for (let next = this.#idle.pop(); next; next = this.#idle.pop()) {
      clearTimeout(next.timer);
      if (!next.instance.isEnded) return next.instance;
      this.#all.delete(next.instance);
    }
    if (this.#all.size < this.#limit) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Instance {
    const instance = new Instance(this.#options);
    this.#all.add(instance);
    return instance;
  }

  #release(instance: Instance): void {
    if (instance.isEnded) this.#all.delete(instance);
    const next = this.#waiting.shift();
    if (next) next(instance.isEnded ? this.#start() : instance);
    else if (!instance.isEnded) this.#addIdle(instance);
  }

  #addIdle(instance: Instance): void {
    const timer = setTimeout(() => this.#endIdle(instance), IDLE_MS);
    timer.unref();
    this.#idle.push({ instance, timer });
  }

  #endIdle(instance: Instance): void {
    const index = this.#idle.findIndex((entry) => entry.instance === instance);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#all.delete(instance);
    void instance.terminate(ABANDONED);
  }
}

export const newRequestId = (): string => randomUUID();
