import { errorMessage } from '../../platform/errors.ts';
import { ruleArn } from '../account.ts';
import type { InvokeRuleTarget } from '../bus/bus.ts';
import { type BusEvent, makeEvent } from '../bus/event.ts';
import { ConfigError } from '../config/config-node.ts';
import type { RulePlan } from '../config/plan.ts';
import { readSchedule, type Schedule } from './expression.ts';

/** The longest time that a timer of Node can wait, ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

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
  readonly #timers = new Map<RulePlan, NodeJS.Timeout>();

  /** @throws ConfigError for a schedule that EventBridge would refuse */
  constructor(rules: RulePlan[], options: SchedulerOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#schedules = rules.flatMap((rule) =>
      'schedule' in rule.on ? [{ rule, schedule: this.#compile(rule, rule.on.schedule) }] : [],
    );
  }

  start(): void {
    if (this.#options.factor === 0) return;
    for (const { rule, schedule } of this.#schedules) this.#scheduleNext(rule, schedule);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #compile(rule: RulePlan, expression: string): Schedule {
    try {
      return readSchedule(expression, this.#startedAt);
    } catch (error) {
      throw new ConfigError(rule.configPath, errorMessage(error));
    }
  }

  /** Schedules follow a clock that runs `factor` times as fast as the wall clock. */
  #scheduleNext(rule: RulePlan, schedule: Schedule, last = this.#startedAt): void {
    const { factor, now } = this.#options;
    const fast = this.#startedAt + (now() - this.#startedAt) * factor;
    // A timer may fire a moment too early: without `last`, the schedule would fire twice for one time.
    const next = schedule(Math.max(fast, last));
    if (next === undefined) return;
    const at = this.#startedAt + (next - this.#startedAt) / factor;
    this.#wait(rule, at, () => {
      this.#fire(rule);
      this.#scheduleNext(rule, schedule, next);
    });
  }

  #wait(rule: RulePlan, at: number, then: () => void): void {
    const ms = Math.ceil(at - this.#options.now());
    const step = (): void => (ms > MAX_TIMER_MS ? this.#wait(rule, at, then) : then());
    this.#timers.set(rule, setTimeout(step, Math.min(ms, MAX_TIMER_MS)));
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
export function scheduledEvent({ name, bus }: RulePlan, at: number, id: string): BusEvent {
  const resources = [ruleArn(name, bus)];
  return makeEvent(id, { source: 'aws.events', detailType: 'Scheduled Event', at, resources });
}
