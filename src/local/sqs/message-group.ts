import type { Message } from './message.ts';

/** A message in its queue, with its state. */
export interface QueueSlot {
  message: Message;
  group: MessageGroup;
  state: 'available' | 'delayed' | 'in flight';
  /** When a delayed or in-flight message becomes available, ms since the epoch. */
  availableAt: number;
  /** The receipt handle of the latest receive. Older ones are not valid. */
  receiptHandle?: string;
  previous?: QueueSlot | undefined;
  next?: QueueSlot | undefined;
}

/**
 * The messages of one message group in their order, whatever their state. This is a linked list, since
 * messages are removed at any position. In a standard queue every message is a group of its own, so that
 * a message in flight locks no other.
 */
export class MessageGroup {
  readonly id: string;
  inFlight = 0;
  first: QueueSlot | undefined;
  #last: QueueSlot | undefined;

  constructor(id: string) {
    this.id = id;
  }

  get isEmpty(): boolean {
    return this.first === undefined;
  }

  /** Whether messages can be received: none is in flight, and the oldest one is available. */
  get isReady(): boolean {
    return this.inFlight === 0 && this.first?.state === 'available';
  }

  add(slot: QueueSlot): void {
    slot.previous = this.#last;
    if (this.#last) this.#last.next = slot;
    else this.first = slot;
    this.#last = slot;
  }

  remove({ previous, next }: QueueSlot): void {
    if (previous) previous.next = next;
    else this.first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
  }
}
