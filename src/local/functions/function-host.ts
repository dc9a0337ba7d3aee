import { functionArn } from '../account.ts';
import type { FunctionPlan, StackPlan } from '../config/plan.ts';
import type { Log } from '../log.ts';
import type { Bundles } from './bundle.ts';
import { contextOf, environmentOf } from './environment.ts';
import type { InvokeOutcome } from './instance.ts';
import { InstancePool, newRequestId } from './instance-pool.ts';

export interface HostOptions {
  bundles: Bundles;
  endpoint: string;
  log: Log;
}

export interface InvokeOptions {
  throttle?: boolean;
  requestId?: string;
}

/** All functions of the stack. */
export class FunctionHost {
  readonly #pools = new Map<string, InstancePool>();
  readonly #log: Log;

  constructor(plan: StackPlan, { bundles, endpoint, log }: HostOptions) {
    this.#log = log;
    for (const one of plan.functions) {
      const limit = Math.max(
        0,
        ...plan.eventSources
          .filter((source) => source.function === one.name)
          .map((source) => source.maximumConcurrency ?? 0),
      );
      const pool = new InstancePool({
        plan: one,
        settings: { ...bundles.of(one), context: contextOf(one) },
        environment: environmentOf(one, endpoint),
        memoryMb: one.memoryMb,
        timeoutMs: one.timeoutMs,
        log: (line) => log(one.name, line),
        ...(limit > 0 && { limit }),
      });
      this.#pools.set(one.name, pool);
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
   * Runs a function, by its name in serverless.yml, with an event as JSON.
   *
   * @throws TooManyRequestsError if `throttle` is asked for and it has no instance free
   */
  async invoke(name: string, payload: string, options: InvokeOptions = {}): Promise<InvokeOutcome> {
    const pool = this.#pools.get(name);
    if (!pool) throw new Error(`there is no function ${name}`);
    const { requestId = newRequestId(), throttle = false } = options;
    const outcome = await pool.invoke(payload, { requestId, throttle });
    if ('error' in outcome) {
      this.#log(name, `Invoke Error ${JSON.stringify({ requestId, ...outcome.error })}`);
    }
    return outcome;
  }

  /** Starts an instance of every function. */
  warm(): void {
    for (const pool of this.#pools.values()) pool.warm();
  }

  /** Cuts off whatever is running. */
  async abort(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.abort()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }
}
