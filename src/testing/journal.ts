import type { HandledRequest, IvsEventBridgeEvent, Violation } from '../simulator/index.ts';

/** An event that IVS sent, and when it was delivered by the clock of the simulator, in ms since the epoch. */
export interface DeliveredEvent {
  at: number;
  event: IvsEventBridgeEvent;
}

/** What happened in the simulator, oldest first. */
export interface Happenings {
  events: readonly DeliveredEvent[];
  requests: readonly HandledRequest[];
  violations: readonly Violation[];
}

/** What has happened since some moment. */
export interface Story extends Happenings {
  eventsBefore: readonly DeliveredEvent[];
}

/** What has happened since the last reset. */
export class Journal {
  readonly #violations: () => readonly Violation[];
  #events: DeliveredEvent[] = [];
  #requests: HandledRequest[] = [];

  /** @param violations gives the violations since the last reset */
  constructor(violations: () => readonly Violation[]) {
    this.#violations = violations;
  }

  addEvent(delivered: DeliveredEvent): void {
    this.#events.push(delivered);
  }

  addRequest(request: HandledRequest): void {
    this.#requests.push(request);
  }

  /** @returns everything since the last reset */
  all(): Happenings {
    return { events: this.#events, requests: this.#requests, violations: this.#violations() };
  }

  /** @returns a function that gives what had happened before this call, and what has happened since */
  follow(): () => Story {
    const before = this.all();
    const [events, requests, violations] = [
      before.events.length,
      before.requests.length,
      before.violations.length,
    ];
    return () => {
      const all = this.all();
      return {
        eventsBefore: all.events.slice(0, events),
        events: all.events.slice(events),
        requests: all.requests.slice(requests),
        violations: all.violations.slice(violations),
      };
    };
  }

  clear(): void {
    this.#events = [];
    this.#requests = [];
  }
}
