import { functionArn } from '../account.ts';
import type { FunctionPlan, StackPlan } from '../config/plan.ts';
import type { StackLog } from '../log.ts';
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

/** Runs the functions of the stack. */
export class FunctionHost {
  readonly #pools = new Map<string, InstancePool>();
  readonly #log: StackLog;
  readonly #onInvoked: HostOptions['onInvoked'];

  constructor(plan: StackPlan, { bundles, endpoint, log, onInvoked }: HostOptions) {
    this.#log = log;
    this.#onInvoked = onInvoked;
    for (const functionPlan of plan.functions) {
      const limit = Math.max(
        0,
        ...plan.eventSources
          .filter((source) => source.function === functionPlan.name)
          .map((source) => source.maximumConcurrency ?? 0),
      );
      const pool = new InstancePool({
        plan: functionPlan,
        settings: { ...bundles.of(functionPlan), context: contextOf(functionPlan) },
        environment: environmentOf(functionPlan, endpoint),
        memoryMb: functionPlan.memoryMb,
        timeoutMs: functionPlan.timeoutMs,
        log: (line) => log(functionPlan.name, line),
        ...(limit > 0 && { limit }),
      });
      this.#pools.set(functionPlan.name, pool);
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
    if (!pool) throw new Error(`there is no function ${name}`);
    const { requestId = newRequestId(), throttle = false, clientContext } = options;
    const startedAt = Date.now();
    const outcome = await pool.invoke(payload, { requestId, throttle, clientContext });
    const ms = Date.now() - startedAt;
    if (!isAbandoned(outcome)) this.#onInvoked?.({ function: pool.plan, outcome, startedAt, ms });
    if ('error' in outcome) {
      this.#log(name, `Invoke Error ${JSON.stringify({ requestId, ...outcome.error })}`);
    }
    return outcome;
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
