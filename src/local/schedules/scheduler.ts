import { errorMessage } from '../../platform/errors.ts';
import { ruleArn } from '../account.ts';
import type { InvokeRuleTarget } from '../bus/bus.ts';
import { type BusEvent, makeEvent } from '../bus/event.ts';
import { ConfigError } from '../config/config-node.ts';
import type { RulePlan } from '../config/plan.ts';
import { readSchedule, type Schedule } from './expression.ts';
import { repeat } from './repeat.ts';

export interface SchedulerOptions {
  /** Schedules fire this many times as often; 0: never. Events have the time of the clock. */
  factor: number;
  now(): number;
  /** Makes the id of an event: a UUID. */
  newId(): string;
  invokeTarget: InvokeRuleTarget;
  /** Whether a rule is enabled when its time comes. Default: as the plan says. */
  isActive?(rule: RulePlan): boolean;
}

/** Fires rules that have a schedule. A `rate` first fires one period after the start. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #startedAt: number;
  readonly #schedules: { rule: RulePlan; schedule: Schedule }[];
  #stops: (() => void)[] = [];

  /** @throws ConfigError for a schedule that EventBridge would refuse */
  constructor(rules: RulePlan[], options: SchedulerOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#schedules = rules.flatMap((rule) =>
      'schedule' in rule.on ? [{ rule, schedule: this.#compile(rule, rule.on.schedule) }] : [],
    );
  }

  start(): void {
    const { factor, now } = this.#options;
    const clock = { factor, now, startedAt: this.#startedAt };
    this.#stops = this.#schedules.map(({ rule, schedule }) =>
      repeat(schedule, clock, () => this.#fire(rule)),
    );
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #compile(rule: RulePlan, expression: string): Schedule {
    try {
      return readSchedule(expression, this.#startedAt);
    } catch (error) {
      throw new ConfigError(rule.configPath, errorMessage(error));
    }
  }

  #fire(rule: RulePlan): void {
    const { now, newId, invokeTarget, isActive = enabledInPlan } = this.#options;
    if (!isActive(rule)) return;
    const event = scheduledEvent(rule, now(), newId());
    invokeTarget(rule, 'input' in rule ? rule.input : event);
  }
}

const enabledInPlan = ({ enabled }: RulePlan): boolean => enabled;

/** The event with which a schedule invokes its target. @param id a new UUID */
export function scheduledEvent(
  { name, bus }: Pick<RulePlan, 'name' | 'bus'>,
  at: number,
  id: string,
): BusEvent {
  const resources = [ruleArn(name, bus)];
  return makeEvent(id, { source: 'aws.events', detailType: 'Scheduled Event', at, resources });
}
