import { functionArn } from '../account.ts';
import type { FunctionPlan, StackPlan } from '../config/plan.ts';
import type { StackLog } from '../logs/log.ts';
import type { Bundles } from './bundle.ts';
import { contextOf, environmentOf } from './environment.ts';
import type { FinishedInvocation, InvokeOutcome } from './instance.ts';
import { InstancePool, isAbandoned, newRequestId } from './instance-pool.ts';

export interface HostOptions {
  bundles: Bundles;
  endpoint: string;
  log: StackLog;
  /** Told of each invocation that has ended. */
  onInvoked?(invocation: FinishedInvocation): void;
}

export interface InvokeOptions {
  /** Whether to throw TooManyRequestsError, as Lambda does, and not wait for a free instance. */
  throttle?: boolean;
  requestId?: string;
  /** What the caller says of itself, as JSON. */
  clientContext?: string | undefined;
}

/** The outcome of an invocation by an event source or a rule whose function was removed. */
const REMOVED = {
  errorType: 'ResourceNotFoundException',
  errorMessage: 'The function does not exist',
};

/** Runs the functions of the stack. */
export class FunctionHost {
  readonly #pools = new Map<string, InstancePool>();
  readonly #plan: StackPlan;
  readonly #options: HostOptions;

  constructor(plan: StackPlan, options: HostOptions) {
    this.#plan = plan;
    this.#options = options;
    for (const functionPlan of plan.functions)
      this.#pools.set(functionPlan.name, this.#makePool(functionPlan));
  }

  #makePool(plan: FunctionPlan): InstancePool {
    const { bundles, endpoint, log } = this.#options;
    const limit = Math.max(
      0,
      ...this.#plan.eventSources
        .filter((source) => source.function === plan.name)
        .map((source) => source.maximumConcurrency ?? 0),
    );
    return new InstancePool({
      plan,
      settings: { ...bundles.of(plan), context: contextOf(plan) },
      environment: environmentOf(plan, endpoint),
      memoryMb: plan.memoryMb,
      timeoutMs: plan.timeoutMs,
      log: (line) => log(plan.name, line),
      ...(limit > 0 && { limit }),
    });
  }

  /** All functions, as they are configured now. */
  plans(): FunctionPlan[] {
    return [...this.#pools.values()].map(({ plan }) => plan);
  }

  /** Gives a function another environment, in new instances. Invocations that run are ended. @returns its new plan */
  changeEnvironment(name: string, environment: Record<string, string>): FunctionPlan {
    const pool = this.#poolOf(name);
    const plan = { ...pool.plan, environment };
    this.#pools.set(name, this.#makePool(plan));
    void pool.close();
    return plan;
  }

  remove(name: string): void {
    void this.#poolOf(name).close();
    this.#pools.delete(name);
  }

  /** Undoes the changes of configurations and the removals. */
  async restore(): Promise<void> {
    for (const plan of this.#plan.functions) {
      const pool = this.#pools.get(plan.name);
      if (pool?.plan === plan) continue;
      this.#pools.set(plan.name, this.#makePool(plan));
      await pool?.close();
    }
  }

  /** Finds a function by its name in serverless.yml, its full name or its ARN. */
  find(nameOrArn: string): FunctionPlan | undefined {
    const name = nameOrArn.replace(/:\$LATEST$/, '');
    for (const { plan } of this.#pools.values()) {
      const { fullName } = plan;
      if ([plan.name, fullName, functionArn(fullName)].includes(name)) return plan;
    }
    return undefined;
  }

  /**
   * Invokes a function and waits for its outcome.
   *
   * @param name the function's name in serverless.yml
   * @param payload the event as JSON
   * @throws TooManyRequestsError if `throttle` is set and no instance is free
   */
  async invoke(name: string, payload: string, options: InvokeOptions = {}): Promise<InvokeOutcome> {
    const pool = this.#pools.get(name);
    if (!pool) return { error: REMOVED };
    const { requestId = newRequestId(), throttle = false, clientContext } = options;
    const startedAt = Date.now();
    const outcome = await pool.invoke(payload, { requestId, throttle, clientContext });
    const ms = Date.now() - startedAt;
    if (!isAbandoned(outcome))
      this.#options.onInvoked?.({ function: pool.plan, outcome, startedAt, ms });
    if ('error' in outcome) {
      this.#options.log(name, `Invoke Error ${JSON.stringify({ requestId, ...outcome.error })}`);
    }
    return outcome;
  }

  /** @throws Error if the function does not exist, or was removed */
  #poolOf(name: string): InstancePool {
    const pool = this.#pools.get(name);
    if (!pool) throw new Error(`there is no function ${name}`);
    return pool;
  }

  /** Starts an instance of every function. */
  warm(): void {
    for (const pool of this.#pools.values()) pool.warm();
  }

  /** Ends all running invocations. */
  async abort(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.abort()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }
}
