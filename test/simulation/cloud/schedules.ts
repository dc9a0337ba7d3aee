import type { RulePlan } from '../../../src/local/config/plan.ts';
import { readSchedule, type Schedule } from '../../../src/local/schedules/expression.ts';
import { scheduledEvent } from '../../../src/local/schedules/scheduler.ts';
import type { Chance } from '../time/randomness.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';

export interface SchedulesOptions {
  timeline: Timeline;
  troubles: Troubles;
  chance: Chance;
  newId(): string;
  invoke(rule: RulePlan, payload: unknown): void;
}

/** Fires the rules that have a schedule. Each has its own second of the minute. */
export class Schedules {
  readonly #options: SchedulesOptions;

  constructor(rules: readonly RulePlan[], options: SchedulesOptions) {
    this.#options = options;
    const { timeline, chance } = options;
    for (const rule of rules) {
      if (!('schedule' in rule.on) || !rule.enabled) continue;
      const createdAt = timeline.now() - chance.whole(0, 59_999);
      this.#awaitNext(rule, readSchedule(rule.on.schedule, createdAt));
    }
  }

  #awaitNext(rule: RulePlan, schedule: Schedule): void {
    const { timeline } = this.#options;
    const next = schedule(timeline.now());
    if (next === undefined) return;
    timeline.after(next - timeline.now(), () => {
      this.#fire(rule);
      this.#awaitNext(rule, schedule);
    });
  }

  #fire(rule: RulePlan): void {
    const { timeline, troubles, invoke, newId } = this.#options;
    if (troubles.isOut('schedule silent', rule.name)) return;
    if (troubles.strikes('tick lost', () => rule.name)) return;
    const event = scheduledEvent(rule, timeline.now(), newId());
    invoke(rule, 'input' in rule ? rule.input : event);
  }
}
