import type { FunctionPlan, StackPlan } from '../config/plan.ts';
import type { StackLog } from '../logs/log.ts';
import { readSchedule } from '../schedules/expression.ts';
import { repeat } from '../schedules/repeat.ts';
import { scheduledEvent } from '../schedules/scheduler.ts';
import type { Queues } from '../sqs/queues.ts';
import { Buses, type InvokeRuleTarget } from './bus.ts';
import { CreatedRules } from './created/created-rules.ts';
import { Deliveries } from './delivery/deliveries.ts';
import { sendTo } from './delivery/send.ts';
import { ApiDestinations } from './destinations/api-destinations.ts';
import { apiDestinationInvoker } from './destinations/invoke.ts';
import { Pacer } from './destinations/pacer.ts';
import type { BusEvent } from './event.ts';
import type { EventsApi } from './operations/operation.ts';
import { Rules } from './rules.ts';

export interface EventBridgeOptions {
  queues: Pick<Queues, 'has' | 'plan' | 'send'>;
  /** Invokes the target of a rule of serverless.yml. */
  invokeTarget: InvokeRuleTarget;
  /** Starts an asynchronous invocation. @returns false if the function does not exist */
  invoke(functionName: string, payload: string): boolean;
  /** Schedules fire this many times as often; 0: never. */
  factor: number;
  /** The wait before the first retry of a delivery, ms. */
  firstDelayMs: number;
  /** ms since the epoch */
  now(): number;
  newId(): string;
  log: StackLog;
}

/** A rule that matches an event. */
export interface MatchingRule {
  rule: string;
  /** The function's name in serverless.yml; for a rule that a request made, the ARNs of its targets. */
  targets: string[];
}

/** EventBridge: the buses, the rules of serverless.yml, and the rules and API destinations of other code. */
export class EventBridge implements EventsApi {
  readonly buses: Buses;
  readonly rules: Rules;
  readonly created: CreatedRules;
  readonly deliveries: Deliveries;
  readonly destinations = new ApiDestinations();
  readonly tags: EventsApi['tags'] = new Map();
  readonly functions: readonly FunctionPlan[];
  readonly now: () => number;
  readonly #pacer: Pacer;

  /** @throws ConfigError for a rule whose pattern EventBridge would refuse */
  constructor(plan: Pick<StackPlan, 'buses' | 'rules' | 'functions'>, options: EventBridgeOptions) {
    const { now, newId, log, queues, invoke, invokeTarget, firstDelayMs } = options;
    const rules = new Rules(plan.rules);
    this.#pacer = new Pacer(now);
    const request = apiDestinationInvoker(this.destinations, this.#pacer);
    const deliveries = new Deliveries({
      ...{ queues, now, log, firstDelayMs },
      send: (...event) => sendTo({ queues, invoke, request }, ...event),
    });
    const created = new CreatedRules({
      deliver: (...event) => deliveries.start(...event),
      schedule: (rule, expression, fire) => {
        const clock = { now, startedAt: now(), factor: options.factor };
        return repeat(readSchedule(expression, clock.startedAt), clock, () =>
          fire(scheduledEvent(rule, now(), newId())),
        );
      },
    });
    this.buses = new Buses(plan.buses, plan.rules, {
      ...{ now, newId, invokeTarget },
      isActive: (rule) => rules.isActive(rule),
      onEvent: (bus, event) => created.accept(bus, event),
    });
    this.rules = rules;
    this.created = created;
    this.deliveries = deliveries;
    this.functions = plan.functions;
    this.now = now;
  }

  /** @returns which active rules match an event on this bus, and what their targets are */
  matching(bus: string, event: BusEvent): MatchingRule[] {
    const planned = this.buses.matching(bus, event);
    const created = this.created.matching(bus, event);
    return [
      ...planned.map(({ name, function: target }) => ({ rule: name, targets: [target] })),
      ...created.map(({ name, targets }) => ({
        rule: name,
        targets: [...targets.values()].map(({ arn }) => arn),
      })),
    ];
  }

  /** Makes everything as in serverless.yml, and ends all deliveries. */
  reset(): void {
    this.rules.restore();
    this.created.reset();
    this.deliveries.reset();
    this.destinations.reset();
    this.#pacer.reset();
    this.buses.reset();
    this.tags.clear();
  }
}
