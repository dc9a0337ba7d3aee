import type { Delivery, NewMessage } from '../../../src/local/sqs/message.ts';
import { Queues } from '../../../src/local/sqs/queues.ts';
import { parseHandle } from '../../../src/local/sqs/receipts.ts';

/** What happens in queues. `id` is the message id that SQS gives. */
export interface QueueObserver {
  /** A message arrives at a queue. A message that SQS recognizes as a duplicate has the id of the earlier one. */
  onQueued?(queue: string, id: string, message: NewMessage): void;
  onReceived?(queue: string, deliveries: readonly Delivery[]): void;
  /** Somebody deletes a message. */
  onUnqueued?(queue: string, id: string): void;
}

/** Queues that tell what happens in them. */
export class ObservedQueues extends Queues {
  readonly #observer: Required<QueueObserver>;

  constructor(observer: Required<QueueObserver>, ...options: ConstructorParameters<typeof Queues>) {
    super(...options);
    this.#observer = observer;
  }

  override send(name: string, message: NewMessage) {
    const result = super.send(name, message);
    this.#observer.onQueued(name, result.messageId, message);
    return result;
  }

  override delete(name: string, handle: string): void {
    super.delete(name, handle);
    const id = parseHandle(name, handle);
    if (id !== undefined) this.#observer.onUnqueued(name, id);
  }

  override async receive(name: string, options: Parameters<Queues['receive']>[1]) {
    const deliveries = await super.receive(name, options);
    if (deliveries.length > 0) this.#observer.onReceived(name, deliveries);
    return deliveries;
  }
}
