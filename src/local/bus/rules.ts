import { ruleArn } from '../account.ts';
import type { RulePlan } from '../config/plan.ts';

interface RuleState {
  isEnabled: boolean;
  hasTarget: boolean;
}

/** Which rules are enabled and have their target. Without a change by a request, this is as in serverless.yml. */
export class Rules {
  readonly #plans: readonly RulePlan[];
  #states = new Map<RulePlan, RuleState>();

  constructor(plans: readonly RulePlan[]) {
    this.#plans = plans;
    this.restore();
  }

  /** Undoes all changes. */
  restore(): void {
    this.#states = new Map(
      this.#plans.map((plan) => [plan, { isEnabled: plan.enabled, hasTarget: true }]),
    );
  }

  /** @returns undefined if the bus has no such rule */
  find(name: string, bus: string): RulePlan | undefined {
    return this.#plans.find((plan) => plan.name === name && plan.bus === bus);
  }

  /** Whether a rule has this ARN. */
  has(arn: string): boolean {
    return this.#plans.some((plan) => this.arnOf(plan) === arn);
  }

  /** The rules of a bus. A rule with several targets is there once for each. */
  ofBus(bus: string): RulePlan[] {
    return this.#plans.filter((plan) => plan.bus === bus);
  }

  isEnabled(rule: RulePlan): boolean {
    return this.#states.get(rule)?.isEnabled ?? false;
  }

  hasTarget(rule: RulePlan): boolean {
    return this.#states.get(rule)?.hasTarget ?? false;
  }

  /** Whether an event, or the schedule, invokes the rule's function. */
  isActive(rule: RulePlan): boolean {
    return this.isEnabled(rule) && this.hasTarget(rule);
  }

  enable(rule: RulePlan, isEnabled: boolean): void {
    this.#states.set(rule, { isEnabled, hasTarget: this.hasTarget(rule) });
  }

  removeTarget(rule: RulePlan): void {
    this.#states.set(rule, { isEnabled: this.isEnabled(rule), hasTarget: false });
  }

  arnOf({ name, bus }: RulePlan): string {
    return ruleArn(name, bus);
  }
}
