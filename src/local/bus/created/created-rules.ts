import type { BusEvent } from '../event.ts';
import type { CreatedRule, RuleTarget } from './rule.ts';

export interface CreatedRulesOptions {
  /** Starts the delivery of an event to a target. */
  deliver(rule: CreatedRule, target: RuleTarget, event: BusEvent): void;
  /**
   * Fires a rule at the times of its schedule.
   *
   * @param fire gets the event of each time
   * @returns ends the schedule
   */
  schedule(rule: CreatedRule, expression: string, fire: (event: BusEvent) => void): () => void;
}

interface Entry {
  rule: CreatedRule;
  stop: () => void;
}

/** The rules that requests made, and their targets. */
export class CreatedRules {
  readonly #entries = new Map<string, Entry>();
  readonly #options: CreatedRulesOptions;

  constructor(options: CreatedRulesOptions) {
    this.#options = options;
  }

  /** @returns undefined if the bus has no such rule */
  find(name: string, bus: string): CreatedRule | undefined {
    return this.#entries.get(keyOf({ name, bus }))?.rule;
  }

  list(): CreatedRule[] {
    return [...this.#entries.values()].map(({ rule }) => rule);
  }

  /** Adds a rule, or replaces the one of this name. A new schedule begins now; an unchanged one goes on. */
  put(rule: CreatedRule): void {
    const key = keyOf(rule);
    const before = this.#entries.get(key);
    if (before && before.rule.schedule === rule.schedule) {
      before.rule = rule;
      return;
    }
    before?.stop();
    const entry: Entry = { rule, stop: () => undefined };
    this.#entries.set(key, entry);
    if (rule.schedule === undefined) return;
    entry.stop = this.#options.schedule(rule, rule.schedule, (event) =>
      this.#fire(entry.rule, event),
    );
  }

  remove(rule: Pick<CreatedRule, 'name' | 'bus'>): void {
    const key = keyOf(rule);
    this.#entries.get(key)?.stop();
    this.#entries.delete(key);
  }

  /** Delivers an event of a bus to the targets of all matching rules. */
  accept(bus: string, event: BusEvent): void {
    for (const rule of this.matching(bus, event)) this.#fire(rule, event);
  }

  /** @returns the rules that are enabled and match an event on this bus */
  matching(bus: string, event: BusEvent): CreatedRule[] {
    return this.list().filter(
      (rule) => rule.bus === bus && rule.isEnabled && rule.pattern?.matches(event),
    );
  }

  /** Removes all rules. */
  reset(): void {
    for (const { stop } of this.#entries.values()) stop();
    this.#entries.clear();
  }

  #fire(rule: CreatedRule, event: BusEvent): void {
    if (!rule.isEnabled) return;
    for (const target of rule.targets.values()) this.#options.deliver(rule, target, event);
  }
}

const keyOf = ({ name, bus }: Pick<CreatedRule, 'name' | 'bus'>): string => `${bus}\n${name}`;
