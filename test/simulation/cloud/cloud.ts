import { REGION } from '../../../src/local/account.ts';
import { Buses } from '../../../src/local/bus/bus.ts';
import type { BusEvent } from '../../../src/local/bus/event.ts';
import type {
  EventSourcePlan,
  FunctionPlan,
  RulePlan,
  StackPlan,
} from '../../../src/local/config/plan.ts';
import { SecretsError } from '../../../src/local/secrets/errors.ts';
import { Secrets } from '../../../src/local/secrets/secrets.ts';
import type { NewMessage } from '../../../src/local/sqs/message.ts';
import type { Queues } from '../../../src/local/sqs/queues.ts';
import type { IvsEventBridgeEvent } from '../../../src/simulator/index.ts';
import { type MemoryTable, memoryTable } from '../../support/memory-table/memory-table.ts';
import { type Randomness, uuids } from '../time/randomness.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Troubles } from '../trouble/troubles.ts';
import { AsyncEvents } from './async-events.ts';
import { clientsFor } from './clients.ts';
import { EventDelivery } from './event-delivery.ts';
import { EventSource } from './event-source.ts';
import { type FunctionEnd, Functions } from './functions.ts';
import { Network } from './network.ts';
import { DEEDS } from './observed-ivs.ts';
import { ObservedQueues, type QueueObserver } from './observed-queues.ts';
import { openFunction } from './open-functions.ts';
import { Schedules } from './schedules.ts';
import { SERVICES, type Service } from './service-names.ts';
import { type Answer, services } from './services.ts';
import { type LogLine, Telemetry } from './telemetry.ts';

export interface CloudOptions {
  plan: StackPlan;
  timeline: Timeline;
  randomness: Randomness;
  troubles: Troubles;
  /** IVS. */
  ivs: Answer;
  /** Hears of each request that a service carries out. */
  onRequest(service: Service, input: object): void;
  onStart(start: Pick<FunctionEnd, 'name' | 'payload'>): void;
  onEnd(end: FunctionEnd): void;
  /** Hears of the messages in all queues. */
  queueObserver: Required<QueueObserver>;
  onLog(line: LogLine): void;
  /** Hears of each event of IVS that arrives. */
  onDelivered(event: IvsEventBridgeEvent): void;
  /** Hears of each event that functions put on a bus. */
  onOwnEvent(event: BusEvent): void;
}

/** No function runs longer than this, ms. */
const LONGEST_RUN_MS = 120_000;

/** The part of AWS that serverless.yml describes, with the functions in it. */
export class Cloud {
  readonly table: MemoryTable;
  readonly queues: Queues;
  readonly secrets: Secrets;
  readonly buses: Buses;
  readonly functions: Functions;
  readonly asyncEvents: AsyncEvents;
  readonly telemetry: Telemetry;
  readonly events: EventDelivery;
  readonly newId: () => string;
  readonly #options: CloudOptions;
  #plans: readonly FunctionPlan[];
  /** Values of settings that were replaced, until no instance runs with them any more. */
  #replaced: { name: string; value: string; until: number }[] = [];
  readonly #eventSources: EventSource[];
  readonly #services: Record<Service, Answer>;

  constructor(options: CloudOptions) {
    this.#options = options;
    this.#plans = options.plan.functions;
    const { plan, timeline, randomness, troubles } = options;
    const now = timeline.now;
    this.table = memoryTable({ name: plan.tables[0]?.name ?? '' });
    this.newId = uuids(randomness.stream('ids'));
    const shared = { timeline, troubles, newId: this.newId };
    this.telemetry = new Telemetry(now, options.onLog);
    this.queues = new ObservedQueues(options.queueObserver, plan.queues, {
      ...{ now, newId: this.newId },
    });
    const suffix = randomness.stream('secret names');
    this.secrets = new Secrets({
      ...{ now, newId: this.newId },
      newSuffix: () => suffix.number().toString(36).slice(2, 8).padEnd(6, 'x'),
    });
    const invoke = (rule: RulePlan, payload: unknown) => this.#invokeTarget(rule, payload);
    this.buses = new ObservedBuses(options.onOwnEvent, plan.buses, plan.rules, {
      ...{ now, newId: this.newId },
      invokeTarget: invoke,
    });
    const network = new Network({ timeline, troubles, chance: randomness.stream('network') });
    const random = randomness.stream('random numbers of functions').number;
    const clients = { network, random, newId: this.newId };
    this.functions = new Functions({
      ...{ plans: plan.functions, timeline, troubles, telemetry: this.telemetry },
      chance: randomness.stream('functions'),
      open: ({ name, environment }, instance) =>
        openFunction(
          name,
          { ...environment, AWS_REGION: REGION },
          clientsFor(instance, { ...clients, services: this.#services }),
        ),
      onStart: options.onStart,
      onEnd: options.onEnd,
    });
    const chance = randomness.stream('lambda');
    const { functions, queues } = this;
    this.asyncEvents = new AsyncEvents({
      ...{ ...shared, functions, chance },
      report: (queue, body) => this.write(queue, { body, attributes: {} }),
    });
    this.#eventSources = plan.eventSources.map(
      (source) => new EventSource(source, { ...shared, functions, queues, chance }),
    );
    this.events = new EventDelivery({ ...shared, deliver: (event) => this.#deliver(event) });
    this.#services = this.#openServices();
    new Schedules(plan.rules, { ...shared, chance: randomness.stream('schedules'), invoke });
    troubles.startOutages({
      'events silent': ['all events'],
      'schedule silent': plan.rules.flatMap(({ on, name }) => ('schedule' in on ? [name] : [])),
      'service down': SERVICES,
      'service slow': SERVICES,
      'access denied': SERVICES,
      'change denied': DEEDS,
    });
  }

  /** Deploys again. @param changes environment variables, for the functions that have them */
  deploy(changes: Record<string, string>): void {
    this.#remember(changes);
    this.#plans = this.#plans.map((plan) => ({
      ...plan,
      environment: changed(plan.environment, changes),
    }));
    this.functions.deploy(this.#plans);
  }

  /** The values of a setting with which instances may run now: that of the last deployment, and older ones. */
  settings(name: string): string[] {
    const old = this.#replaced.filter(
      (one) => one.name === name && one.until > this.#options.timeline.now(),
    );
    const current = this.#plans.find(({ environment }) => name in environment)?.environment[name];
    return [...old.map(({ value }) => value), ...(current === undefined ? [] : [current])];
  }

  /** The current value of a secret; undefined if there is none. */
  secret(name: string): string | undefined {
    try {
      const get = this.secrets.operation('GetSecretValue');
      return (get({ SecretId: name }) as { SecretString: string }).SecretString;
    } catch (error) {
      if (error instanceof SecretsError) return undefined;
      throw error;
    }
  }

  /** The name of the stage's own event bus. */
  get ownBus(): string {
    return this.#options.plan.buses[0] ?? '';
  }

  /** @param functionName in serverless.yml */
  eventSourceOf(functionName: string): EventSourcePlan {
    const found = this.#options.plan.eventSources.find((one) => one.function === functionName);
    if (found) return found;
    throw new Error(`no queue feeds ${functionName}`);
  }

  /** Another program puts a message into a queue. */
  write(queue: string, message: NewMessage): void {
    this.queues.send(queue, message);
    this.#wakeEventSources();
  }

  /** Nothing is on its way to a function or in a queue that feeds one. */
  isIdle(): boolean {
    return Object.values(this.#waiting()).every((count) => count === 0);
  }

  /** What is on its way, for people. */
  describeWaiting(): string {
    return JSON.stringify(this.#waiting());
  }

  #waiting(): Record<string, number> {
    // Dead-letter queues, which have no dead-letter queue themselves, feed no function.
    const feeding = this.queues.plans().filter(({ redrive }) => redrive !== undefined);
    const queues = feeding.map(({ name }) => {
      const { available, inFlight, delayed } = this.queues.counts(name);
      return [name, available + inFlight + delayed];
    });
    return { ...Object.fromEntries(queues), events: this.events.onTheWay };
  }

  #remember(changes: Record<string, string>): void {
    const now = this.#options.timeline.now();
    this.#replaced = this.#replaced.filter(({ until }) => until > now);
    for (const name of Object.keys(changes))
      for (const value of this.settings(name))
        this.#replaced.push({ name, value, until: now + LONGEST_RUN_MS });
  }

  #openServices(): Record<Service, Answer> {
    const { ivs, timeline, troubles } = this.#options;
    const answers = services({
      ...{ timeline, troubles, ivs },
      ...{ table: this.table, queues: this.queues, buses: this.buses, secrets: this.secrets },
      asyncEvents: this.asyncEvents,
      onQueueChange: () => this.#wakeEventSources(),
    });
    return Object.fromEntries(
      SERVICES.map((service): [Service, Answer] => [
        service,
        (command, caller) => {
          this.#options.onRequest(service, command.input);
          return answers[service](command, caller);
        },
      ]),
    ) as Record<Service, Answer>;
  }

  #invokeTarget(rule: RulePlan, payload: unknown): void {
    this.asyncEvents.accept(rule.function, JSON.stringify(payload));
  }

  #deliver(event: IvsEventBridgeEvent): void {
    this.#options.onDelivered(event);
    this.buses.put('default', event as unknown as BusEvent);
  }

  #wakeEventSources(): void {
    for (const source of this.#eventSources) source.wake();
  }
}

/** Event buses that tell of the events on our own bus. */
class ObservedBuses extends Buses {
  readonly #onOwnEvent: (event: BusEvent) => void;

  constructor(
    onOwnEvent: (event: BusEvent) => void,
    ...options: ConstructorParameters<typeof Buses>
  ) {
    super(...options);
    this.#onOwnEvent = onOwnEvent;
  }

  override put(bus: string, event: BusEvent): void {
    if (bus !== 'default') this.#onOwnEvent(event);
    super.put(bus, event);
  }
}

function changed(
  environment: Record<string, string>,
  changes: Record<string, string>,
): Record<string, string> {
  const known = Object.entries(changes).filter(([name]) => name in environment);
  return { ...environment, ...Object.fromEntries(known) };
}
