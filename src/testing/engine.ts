import {
  type IvsEventBridgeEvent,
  type RunningSimulator,
  startSimulator,
} from '../simulator/index.ts';
import { Activity } from './activity.ts';
import { ControlledClock } from './clock/controlled-clock.ts';
import { realNow } from './clock/real-time.ts';
import { RunningClock } from './clock/running-clock.ts';
import type { TestClock } from './clock/test-clock.ts';
import { Deliveries, type EventHandler } from './deliveries.ts';
import { Journal } from './journal.ts';
import type { TestSimulatorOptions } from './options.ts';
import { Waiting } from './waiting.ts';

/** So that the ids in the failures of two runs are the same. */
const SEED = 1;

/** A running simulator with the clock that drives it, what happened in it, and who receives its events. */
export class Engine {
  readonly options: TestSimulatorOptions;
  readonly clock: TestClock;
  readonly journal: Journal = new Journal(() => this.simulator.report().violations);
  readonly waiting: Waiting;
  readonly #notRunning: () => Error;
  readonly #activity = new Activity();
  readonly #deliveries = new Deliveries();
  #simulator: RunningSimulator | undefined;

  /** @param notRunning makes the error for a use before the simulator has started, or after it was closed */
  constructor(options: TestSimulatorOptions, notRunning: () => Error) {
    const { clock, onEvent } = options;
    this.options = options;
    this.#notRunning = notRunning;
    const start = this.#startTime();
    this.clock = clock === 'real' ? new RunningClock(start) : new ControlledClock(start);
    this.waiting = new Waiting({
      clock: this.clock,
      activity: this.#activity,
      deliveries: this.#deliveries,
      journal: this.journal,
    });
    if (onEvent) this.#deliveries.add(onEvent);
  }

  /** @throws Error before the start, and after the end */
  get simulator(): RunningSimulator {
    if (!this.#simulator) throw this.#notRunning();
    return this.#simulator;
  }

  /** @param unref whether the process may end while the simulator runs */
  async start({ unref = false } = {}): Promise<void> {
    const { clock: _, startTime: __, onEvent: ___, ...options } = this.options;
    this.#simulator = await startSimulator({
      seed: SEED,
      unref,
      ...options,
      clock: this.clock,
      rateClock: this.#rateClock(),
      emit: (event) => this.receive(event),
      onRequest: (request) => {
        this.journal.addRequest(request);
        this.#activity.notify();
      },
    });
  }

  /** Deletes everything, and begins at the start time again. */
  reset(): void {
    this.simulator.reset();
    this.#deliveries.forget();
    this.clock.restart(this.#startTime());
    this.journal.clear();
  }

  async close(): Promise<void> {
    const simulator = this.#simulator;
    this.#simulator = undefined;
    await simulator?.close();
  }

  /** Delivers an event. */
  receive(event: IvsEventBridgeEvent): void {
    this.journal.addEvent({ at: this.clock.now(), event });
    this.#deliveries.deliver(event);
    this.#activity.notify();
  }

  /** @returns removes the handler. A handler that is added while the simulator runs goes with the next reset. */
  addHandler(handler: EventHandler): () => void {
    return this.#deliveries.add(handler, this.#simulator !== undefined);
  }

  /** Waits until the handlers of all events so far have finished. @throws the error of a handler */
  settle(): Promise<void> {
    return this.#deliveries.settle();
  }

  /** Moves the clock. Handlers of each event finish before time goes on. @throws the error of a handler */
  async advance(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    while (this.clock.step(end)) await this.settle();
    this.clock.moveTo(end);
    await this.settle();
  }

  /** In whole seconds, as the times of the service. */
  #startTime(): number {
    const { startTime } = this.options;
    if (startTime !== undefined) return new Date(startTime).getTime();
    return Math.floor(Date.now() / 1_000) * 1_000;
  }

  /**
   * Requests are far enough apart if real time has passed between them, or if the test has moved the clock. Otherwise
   * a client that waits before it tries again would be throttled for ever while the clock stands.
   */
  #rateClock(): { now(): number } {
    const { clock } = this;
    return clock.runsByItself ? clock : { now: () => clock.now() + realNow() };
  }
}
