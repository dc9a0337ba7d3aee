import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { FunctionPlan } from '../config/plan.ts';
import { Instance, type InstanceOptions, type InvokeOutcome } from './instance.ts';

/** Function errors that carry this type were not the function's fault: the stack was reset or closed. */
const ABANDONED = { errorType: 'Stack.Abandoned', errorMessage: 'The one-machine stack was reset' };
/** Without a limit of its own, a function gets so many instances: what a small machine can carry. */
const DEFAULT_LIMIT = Math.max(4, availableParallelism());
/** Lambda keeps a warm instance for some minutes: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const IDLE_MS = 5 * 60_000;

/** All instances of the function are busy, and it may have no more. */
export class TooManyRequestsError extends Error {
  override readonly name = 'TooManyRequestsException';
}

export interface PoolOptions extends InstanceOptions {
  plan: FunctionPlan;
  /** The most instances at once, where the function has no reserved concurrency. */
  limit?: number;
}

/** One function: its warm instances, how many there may be, and who waits for one. */
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
   * Runs the function with an event (JSON). Function errors are an outcome.
   *
   * @param throttle whether to throw where Lambda would throttle, or else to wait for an instance
   * @throws TooManyRequestsError beyond the function's reserved concurrency
   */
  async invoke(
    payload: string,
    { throttle = false, requestId = newRequestId() } = {},
  ): Promise<InvokeOutcome> {
    const full = this.#idle.length === 0 && this.#all.size >= this.#limit;
    if (throttle && full && this.plan.reservedConcurrency !== undefined) {
      throw new TooManyRequestsError('Rate Exceeded.');
    }
    const instance = await this.#take();
    if (!instance) return { error: ABANDONED };
    const outcome = await instance.invoke(requestId, payload);
    this.#giveBack(instance);
    return outcome;
  }

  /** Starts an instance, so that the first event need not wait for it. */
  warm(): void {
    if (this.#all.size === 0 && this.#limit > 0) this.#rest(this.#start());
  }

  /** Ends every instance that runs something, and turns away who waits: none of it goes on. */
  async abort(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const turnAway of waiting) turnAway(undefined);
    const resting = new Set(this.#idle.map(({ instance }) => instance));
    const busy = [...this.#all].filter((instance) => !resting.has(instance));
    await Promise.all(busy.map((instance) => instance.terminate(ABANDONED)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await this.abort();
  }

  async #take(): Promise<Instance | undefined> {
    if (this.#closed) return undefined;
    for (let rested = this.#idle.pop(); rested; rested = this.#idle.pop()) {
      clearTimeout(rested.timer);
      if (!rested.instance.dead) return rested.instance;
      this.#all.delete(rested.instance);
    }
    if (this.#all.size < this.#limit) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Instance {
    const instance = new Instance(this.#options);
    this.#all.add(instance);
    return instance;
  }

  #giveBack(instance: Instance): void {
    if (instance.dead) this.#all.delete(instance);
    const next = this.#waiting.shift();
    if (next) next(instance.dead ? this.#start() : instance);
    else if (!instance.dead) this.#rest(instance);
  }

  #rest(instance: Instance): void {
    const timer = setTimeout(() => this.#retire(instance), IDLE_MS);
    timer.unref();
    this.#idle.push({ instance, timer });
  }

  #retire(instance: Instance): void {
    const index = this.#idle.findIndex((one) => one.instance === instance);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#all.delete(instance);
    void instance.terminate(ABANDONED);
  }
}

export const newRequestId = (): string => randomUUID();
