import { ACCOUNT } from '../../../src/local/account.ts';
import type { FunctionPlan } from '../../../src/local/config/plan.ts';
import { SettingError } from '../../../src/platform/errors.ts';
import type { UseCase } from '../../../src/platform/lambda.ts';

import type { Chance } from '../time/randomness.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';
import { Instance } from './instance.ts';
import type { Telemetry } from './telemetry.ts';

/** How an invocation ended. The payload is JSON. */
export type Outcome = { payload: string } | { error: FunctionError };
export interface FunctionError {
  errorType: string;
  errorMessage: string;
}

/** How an invocation ended. */
export interface FunctionEnd {
  /** The function's name in serverless.yml. */
  name: string;
  /** The event in JSON. */
  payload: string;
  outcome: Outcome;
  /** When somebody invoked the function. */
  startedAt: number;
  /** The metrics that the invocation has written. */
  metrics: Readonly<Record<string, number>>;
}

/** Makes the code of a function for one instance: what runs once when an instance starts. */
export type OpenFunction = (plan: FunctionPlan, instance: Instance) => UseCase<unknown>;

export interface FunctionsOptions {
  plans: readonly FunctionPlan[];
  timeline: Timeline;
  troubles: Troubles;
  telemetry: Telemetry;
  chance: Chance;
  open: OpenFunction;
  onStart(start: Pick<FunctionEnd, 'name' | 'payload'>): void;
  onEnd(end: FunctionEnd): void;
}

interface Warm {
  instance: Instance;
  useCase: UseCase<unknown>;
  idleSince: number;
}

/** Lambda ends instances that have been idle for so long, ms. */
const IDLE_MS = 10 * 60_000;
/** How long an instance takes to start, ms. */
const COLD_START_MS: [from: number, to: number] = [200, 900];

/** Runs functions in instances, as Lambda does: one invocation at a time in each. */
export class Functions {
  readonly #options: FunctionsOptions;
  readonly #plans = new Map<string, FunctionPlan>();
  readonly #idle = new Map<string, Warm[]>();
  readonly #running = new Map<string, number>();

  constructor(options: FunctionsOptions) {
    this.#options = options;
    for (const plan of options.plans) this.#plans.set(plan.name, plan);
  }

  /** @param name in serverless.yml, or the full name */
  plan(name: string): FunctionPlan {
    const found =
      this.#plans.get(name) ?? [...this.#plans.values()].find((one) => one.fullName === name);
    if (!found) throw new Error(`there is no function ${name}`);
    return found;
  }

  /** How many invocations of the function run now. */
  running(name: string): number {
    return this.#running.get(name) ?? 0;
  }

  /** A deployment: invocations that run go on with the old code and settings, and new ones start with the new. */
  deploy(plans: readonly FunctionPlan[]): void {
    for (const plan of plans) this.#plans.set(plan.name, plan);
    this.#idle.clear();
  }

  /** Runs the function once. Never rejects. @param payload the event in JSON */
  async invoke(name: string, payload: string): Promise<Outcome> {
    const plan = this.plan(name);
    this.#options.onStart({ name, payload });
    const startedAt = this.#options.timeline.now();
    const seen = this.#options.telemetry.forInvocation(plan.name);
    this.#running.set(name, this.running(name) + 1);
    const warm = await this.#acquire(plan);
    const outcome = 'error' in warm ? warm : await this.#run(plan, warm, payload, seen);
    this.#running.set(name, this.running(name) - 1);
    if ('instance' in warm && warm.instance.isAlive && this.#plans.get(name) === plan) {
      const idleSince = this.#options.timeline.now();
      this.#idleOf(name).push({ ...warm, idleSince });
    }
    this.#options.onEnd({ name, payload, outcome, startedAt, metrics: seen.written });
    return outcome;
  }

  /** @returns an error if the code of a new instance throws when it starts */
  async #acquire(plan: FunctionPlan): Promise<Warm | { error: FunctionError }> {
    const { timeline, troubles, chance, open } = this.#options;
    const idle = this.#idleOf(plan.name);
    const found = idle.pop();
    if (found && found.idleSince > timeline.now() - IDLE_MS) return found;
    idle.length = 0;
    await timeline.sleep(chance.between(...COLD_START_MS));
    const instance = new Instance({ name: plan.name, timeline, troubles });
    try {
      return { instance, useCase: open(plan, instance), idleSince: timeline.now() };
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      return failed(error.name, error.message);
    }
  }

  async #run(
    plan: FunctionPlan,
    { instance, useCase }: Warm,
    payload: string,
    seen: ReturnType<Telemetry['forInvocation']>,
  ): Promise<Outcome> {
    const { timeline } = this.#options;
    const killed = new Promise<Outcome>((resolve) => {
      instance.thaw((reason) => resolve(failed('Runtime.ExitError', reason)));
    });
    const cancelTimeout = timeline.after(plan.timeoutMs, () =>
      instance.kill(`Task timed out after ${(plan.timeoutMs / 1_000).toFixed(2)} seconds`),
    );
    const deadline = instance.clock.now() + plan.timeoutMs;
    const ended = this.#outcomeOf(useCase, JSON.parse(payload), {
      ...seen,
      deadline,
      account: ACCOUNT,
    });
    const outcome = await Promise.race([ended, killed]);
    cancelTimeout();
    if (instance.isAlive) {
      seen.end();
      instance.freeze();
    }
    return outcome;
  }

  async #outcomeOf(
    useCase: UseCase<unknown>,
    event: unknown,
    invocation: Parameters<UseCase<unknown>>[1],
  ): Promise<Outcome> {
    try {
      return { payload: JSON.stringify((await useCase(event, invocation)) ?? null) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return failed(error.name, error.message);
    }
  }

  #idleOf(name: string): Warm[] {
    const idle = this.#idle.get(name) ?? [];
    this.#idle.set(name, idle);
    return idle;
  }
}

const failed = (errorType: string, errorMessage: string): { error: FunctionError } => ({
  error: { errorType, errorMessage },
});
