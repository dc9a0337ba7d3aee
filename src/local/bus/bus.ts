import { errorMessage } from '../../platform/errors.ts';
import { busArn } from '../account.ts';
import { ConfigError } from '../config/config-node.ts';
import type { RulePlan } from '../config/plan.ts';
import { type BusEvent, type EventContent, makeEvent } from './event.ts';
import { type EventPattern, readPattern } from './pattern/pattern.ts';
import { RecentEvents } from './recent.ts';

/** Invokes the target of a rule with the event, or with the rule's constant input. */
export type InvokeRuleTarget = (rule: RulePlan, payload: unknown) => void;

export interface BusesOptions {
  invokeTarget: InvokeRuleTarget;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Makes the id of an event: a UUID. */
  newId(): string;
  /** Whether a rule is enabled now. Default: as the plan says. */
  isActive?(rule: RulePlan): boolean;
  /** Told of each event, after the rules of the plan. */
  onEvent?(bus: string, event: BusEvent): void;
}

export const DEFAULT_BUS = 'default';

/** The event buses. Each event goes to the targets of all matching rules of its bus. */
export class Buses {
  readonly #rules: { rule: RulePlan; matches: EventPattern }[];
  readonly #names: readonly string[];
  readonly #created = new Set<string>();
  readonly #options: BusesOptions;
  readonly recent: RecentEvents;

  /** @throws ConfigError for a rule whose pattern EventBridge would refuse */
  constructor(buses: string[], rules: RulePlan[], options: BusesOptions) {
    this.recent = new RecentEvents(options.now);
    this.#names = [DEFAULT_BUS, ...buses];
    this.#options = options;
    this.#rules = rules.flatMap((rule) =>
      'pattern' in rule.on ? [{ rule, matches: compile(rule, rule.on.pattern) }] : [],
    );
  }

  /** @returns the name of the bus with this name or ARN; undefined if the stack has no such bus */
  find(nameOrArn: string): string | undefined {
    return this.names().find((name) => name === nameOrArn || busArn(name) === nameOrArn);
  }

  has(bus: string): boolean {
    return this.isOfStack(bus) || this.#created.has(bus);
  }

  /** Whether the bus is the default one or in the plan: no request can delete it. */
  isOfStack(bus: string): boolean {
    return this.#names.includes(bus);
  }

  names(): string[] {
    return [...this.#names, ...this.#created];
  }

  create(bus: string): void {
    this.#created.add(bus);
  }

  remove(bus: string): void {
    this.#created.delete(bus);
  }

  /** Removes the events, and the buses that were created. */
  reset(): void {
    this.#created.clear();
    this.recent.clear();
  }

  /** Makes an event and puts it on a bus. @returns the event */
  putNew(bus: string, content: EventContent): BusEvent {
    const event = makeEvent(this.#options.newId(), content);
    this.put(bus, event);
    return event;
  }

  put(bus: string, event: BusEvent): void {
    this.recent.add(bus, event);
    const { invokeTarget, onEvent } = this.#options;
    for (const rule of this.matching(bus, event)) {
      invokeTarget(rule, 'input' in rule ? rule.input : event);
    }
    onEvent?.(bus, event);
  }

  /** @returns the rules of the plan that are active and match an event on this bus */
  matching(bus: string, event: BusEvent): RulePlan[] {
    const { isActive = ({ enabled }: RulePlan) => enabled } = this.#options;
    return this.#rules
      .filter(({ rule, matches }) => rule.bus === bus && isActive(rule) && matches(event))
      .map(({ rule }) => rule);
  }
}

function compile(rule: RulePlan, pattern: unknown): EventPattern {
  try {
    return readPattern(pattern);
  } catch (error) {
    throw new ConfigError(rule.configPath, errorMessage(error));
  }
}
