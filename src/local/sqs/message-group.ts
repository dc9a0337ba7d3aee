import type { Message } from './message.ts';

export type SlotState = 'available' | 'delayed' | 'in flight';

/** A message's place in its queue. */
export interface QueueSlot {
  message: Message;
  group: MessageGroup;
  state: SlotState;
  /** When a delayed or in-flight message becomes available, ms since the epoch. */
  availableAt: number;
  /** The handle of the newest receive: the only one that counts. */
  receiptHandle?: string;
  /** Its neighbours in the group. */
  previous?: QueueSlot | undefined;
  next?: QueueSlot | undefined;
}

/**
 * The messages of one message group in their order, whatever their state: a linked list, as they
 * leave from anywhere. In a standard queue every message is a group of its own, so that what a group
 * is locked for is only the message itself.
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

  /** Nothing of it is in flight, and its oldest message is available. */
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
