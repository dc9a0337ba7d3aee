import type { Message } from './message.ts';
import { MessageGroup, type QueueSlot } from './message-group.ts';

export interface QueueCounts {
  available: number;
  inFlight: number;
  delayed: number;
}

/** A message that is not in its group yet. */
interface Added extends Pick<QueueSlot, 'message' | 'state' | 'availableAt'> {
  groupId: string;
}

/** The messages of a queue, with their states and groups. Times are ms since the epoch. */
export class QueueSlots {
  readonly #byMessageId = new Map<string, QueueSlot>();
  readonly #groups = new Map<string, MessageGroup>();
  /** Groups of which messages can be received, in the order in which they became ready. */
  readonly #ready = new Set<MessageGroup>();
  /** Delayed and in-flight messages. */
  readonly #unavailable = new Set<QueueSlot>();
  /** Messages behind those that the queue looks at, in order. They are not in their groups. */
  readonly #behind = new Set<Added>();
  readonly #lookAhead: number;

  /** @param lookAhead how many of the first messages are looked at; default all */
  constructor(lookAhead = Number.POSITIVE_INFINITY) {
    this.#lookAhead = lookAhead;
  }

  /** Groups of which messages can be received. Receiving from one during the iteration is allowed. */
  get readyGroups(): Iterable<MessageGroup> {
    return this.#ready;
  }

  find(messageId: string): QueueSlot | undefined {
    return this.#byMessageId.get(messageId);
  }

  add(message: Message, groupId: string, now: number, delayMs: number): void {
    const state = delayMs > 0 ? 'delayed' : 'available';
    const added: Added = { message, groupId, state, availableAt: now + delayMs };
    if (this.#byMessageId.size < this.#lookAhead) this.#lookAt(added);
    else this.#behind.add(added);
  }

  /** Puts an available message in flight. Call `refresh` after the last one of its group. */
  putInFlight(slot: QueueSlot, availableAt: number, receiptHandle: string): void {
    Object.assign(slot, { state: 'in flight', availableAt, receiptHandle });
    slot.group.inFlight += 1;
    this.#unavailable.add(slot);
  }

  /** Makes messages available whose delay or visibility timeout has passed. */
  makeAvailable(now: number): void {
    for (const slot of this.#unavailable) {
      if (slot.availableAt > now) continue;
      this.#unavailable.delete(slot);
      if (slot.state === 'in flight') slot.group.inFlight -= 1;
      slot.state = 'available';
      this.refresh(slot.group);
    }
  }

  remove(slot: QueueSlot): void {
    const { group } = slot;
    if (slot.state === 'in flight') group.inFlight -= 1;
    this.#unavailable.delete(slot);
    this.#byMessageId.delete(slot.message.id);
    group.remove(slot);
    this.refresh(group);
    const [next] = this.#behind;
    if (!next) return;
    this.#behind.delete(next);
    this.#lookAt(next);
  }

  /** Updates whether messages of a group can be received. */
  refresh(group: MessageGroup): void {
    if (group.isEmpty) this.#groups.delete(group.id);
    if (group.isReady) this.#ready.add(group);
    else this.#ready.delete(group);
  }

  clear(): void {
    this.#byMessageId.clear();
    this.#groups.clear();
    this.#ready.clear();
    this.#unavailable.clear();
    this.#behind.clear();
  }

  /** When the next message becomes available; undefined if all are. */
  nextAvailableAt(): number | undefined {
    let next: number | undefined;
    for (const { availableAt } of this.#unavailable)
      next = Math.min(next ?? availableAt, availableAt);
    return next;
  }

  /** When the oldest message was sent of those that were received at most `mostReceives` times. */
  oldestSentAt(mostReceives: number): number | undefined {
    let oldest: number | undefined;
    for (const { message } of [...this.#byMessageId.values(), ...this.#behind]) {
      if (message.receiveCount > mostReceives) continue;
      oldest = Math.min(oldest ?? message.sentAt, message.sentAt);
    }
    return oldest;
  }

  counts(): QueueCounts {
    let inFlight = 0;
    for (const { state } of this.#unavailable) if (state === 'in flight') inFlight += 1;
    const unavailable = this.#unavailable.size;
    const available = this.#byMessageId.size - unavailable + this.#behind.size;
    return { available, inFlight, delayed: unavailable - inFlight };
  }

  #lookAt({ groupId, ...rest }: Added): void {
    const group = this.#groups.get(groupId) ?? new MessageGroup(groupId);
    this.#groups.set(groupId, group);
    const slot: QueueSlot = { ...rest, group };
    this.#byMessageId.set(slot.message.id, slot);
    group.add(slot);
    if (slot.state === 'delayed') this.#unavailable.add(slot);
    this.refresh(group);
  }
}
