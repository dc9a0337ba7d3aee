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

  /** @returns a function that gives what has happened since this call */
  follow(): () => Happenings {
    const { events, requests, violations } = this.all();
    const [seenEvents, seenRequests, seenViolations] = [events, requests, violations].map(
      ({ length }) => length,
    );
    return () => {
      const now = this.all();
      return {
        events: now.events.slice(seenEvents),
        requests: now.requests.slice(seenRequests),
        violations: now.violations.slice(seenViolations),
      };
    };
  }

  clear(): void {
    this.#events = [];
    this.#requests = [];
  }
}
