import type { EventSourcePlan } from '../config/plan.ts';
import { EventSource, type EventSourceOptions } from './event-source.ts';

/** Lambda's event source mapping of a queue. */
export interface Mapping {
  uuid: string;
  plan: EventSourcePlan;
  isEnabled: boolean;
}

interface Entry extends Mapping {
  source: EventSource;
  /** It has stopped by itself, because of an unexpected error. */
  hasFailed: boolean;
}

/** The event sources of all functions, which can be enabled and disabled while the stack runs. */
export class EventSourceMappings {
  readonly #options: EventSourceOptions;
  readonly #entries: Entry[];
  #isStarted = false;

  constructor(
    plans: readonly EventSourcePlan[],
    { newId, ...options }: EventSourceOptions & { newId(): string },
  ) {
    this.#options = options;
    this.#entries = plans.map((plan) => ({
      ...{ uuid: newId(), plan, isEnabled: true, hasFailed: false },
      source: new EventSource(plan, options),
    }));
  }

  start(): void {
    this.#isStarted = true;
    for (const entry of this.#entries) this.#poll(entry);
  }

  stop(): void {
    for (const { source } of this.#entries) source.stop();
  }

  list(): readonly Mapping[] {
    return this.#entries;
  }

  /** A batch that runs while its mapping is disabled ends as usual. @returns undefined if there is no such mapping */
  enable(uuid: string, isEnabled: boolean): Mapping | undefined {
    const entry = this.#entries.find((each) => each.uuid === uuid);
    if (!entry || entry.isEnabled === isEnabled) return entry;
    entry.isEnabled = isEnabled;
    entry.source.stop();
    if (isEnabled) this.#restart(entry);
    return entry;
  }

  /** Enables all. */
  restore(): void {
    for (const entry of this.#entries) {
      if (entry.isEnabled && !entry.hasFailed) continue;
      entry.isEnabled = true;
      this.#restart(entry);
    }
  }

  #restart(entry: Entry): void {
    entry.source = new EventSource(entry.plan, this.#options);
    entry.hasFailed = false;
    if (this.#isStarted) this.#poll(entry);
  }

  #poll(entry: Entry): void {
    const { log } = this.#options;
    void entry.source.poll().catch((error) => {
      entry.hasFailed = true;
      log('stack', `event source stopped: ${error?.stack}`);
    });
  }
}
