import { AsyncLocalStorage } from 'node:async_hooks';
import { InputError } from '../platform/errors.ts';
import type { IvsEventBridgeEvent } from '../simulator/index.ts';

/** The code under test that receives the events, such as the handler of a Lambda function. */
export type EventHandler = (event: IvsEventBridgeEvent) => unknown;

/**
 * Delivers events to handlers: each handler gets one event after the other, in order. The first error of a handler is
 * kept until the test asks for it.
 */
export class Deliveries {
  readonly #lasting = new Set<EventHandler>();
  readonly #temporary = new Set<EventHandler>();
  readonly #insideHandler = new AsyncLocalStorage<true>();
  #running: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | undefined;

  /**
   * @param isTemporary `forget` removes the handler
   * @returns removes the handler
   * @throws InputError if it is not a function
   */
  add(handler: EventHandler, isTemporary = false): () => void {
    if (typeof handler !== 'function') throw new InputError('onEvent', 'a function', handler);
    const handlers = isTemporary ? this.#temporary : this.#lasting;
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  /** Removes the temporary handlers, and forgets errors. */
  forget(): void {
    this.#temporary.clear();
    this.#failure = undefined;
  }

  deliver(event: IvsEventBridgeEvent): void {
    for (const handler of [...this.#lasting, ...this.#temporary]) {
      this.#running = this.#running.then(() => this.#run(handler, event));
    }
  }

  /**
   * Waits until all handlers have finished, also with the events that come meanwhile. A handler that calls this does
   * not wait for itself.
   *
   * @throws the first error that a handler has thrown since the last call
   */
  async settle(): Promise<void> {
    if (this.#insideHandler.getStore()) return;
    let seen: Promise<void> | undefined;
    while (seen !== this.#running) {
      seen = this.#running;
      await seen;
    }
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.error;
  }

  async #run(handler: EventHandler, event: IvsEventBridgeEvent): Promise<void> {
    try {
      await this.#insideHandler.run(true, async () => handler(structuredClone(event)));
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}
