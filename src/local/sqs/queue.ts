import type { QueuePlan } from '../config/plan.ts';
import { contentId, Deduplication, type SendResult } from './deduplication.ts';
import { invalid, invalidHandle, missing, notInFlight } from './errors.ts';
import type { Delivery, Message, NewMessage } from './message.ts';
import { MessageGroup, type QueueSlot } from './message-group.ts';
import { formatHandle, parseHandle } from './receipts.ts';

const SECOND = 1_000;
/** The longest that a message may stay invisible after its first receive: API_ChangeMessageVisibility. */
const LONGEST_VISIBILITY_MS = 12 * 3_600 * SECOND;

export interface ReceiveResult {
  deliveries: Delivery[];
  /** Messages that were received too often: they have left this queue for its dead-letter queue. */
  deadLetters: Message[];
}

export interface QueueCounts {
  available: number;
  inFlight: number;
  delayed: number;
}

/**
 * One SQS queue, FIFO or standard, as data: time is passed in (ms since the epoch), nothing waits.
 *
 * A message group is locked while any of its messages is in flight; its messages are received in
 * order, and those that come back take their old place. Every method throws SqsError as SQS answers.
 */
export class Queue {
  readonly plan: QueuePlan;
  readonly #newId: () => string;
  readonly #slots = new Map<string, QueueSlot>();
  readonly #groups = new Map<string, MessageGroup>();
  /** Groups with something to receive, in the order in which they became so. */
  readonly #ready = new Set<MessageGroup>();
  /** Delayed and in-flight messages. */
  readonly #timed = new Set<QueueSlot>();
  readonly #deduplication = new Deduplication();
  #sequence = 0n;

  /** @param newId makes message ids and receipt handles unique */
  constructor(plan: QueuePlan, newId: () => string) {
    this.plan = plan;
    this.#newId = newId;
  }

  /** @returns the id of the message, or of the one it is a duplicate of */
  send(message: NewMessage, now: number): SendResult {
    if (!this.plan.fifo) return this.#add(this.#standardMessage(message, now), now);
    const { groupId } = message;
    if (groupId === undefined) throw missing('MessageGroupId');
    const deduplicationId = this.#deduplicationIdOf(message);
    const scope = this.plan.deduplicationScope === 'messageGroup' ? `${groupId}\n` : '';
    const known = this.#deduplication.find(scope + deduplicationId, now);
    if (known) return known;
    const sent = this.#add({ ...message, ...this.#fresh(now), groupId, deduplicationId }, now);
    this.#deduplication.add(scope + deduplicationId, sent, now);
    return sent;
  }

  /** Takes a message that another queue gave up; it keeps its id, body and group. */
  acceptDeadLetter(message: Message, sourceArn: string, now: number): void {
    // A FIFO queue counts the retention anew and deduplicates by message id, a standard one does neither:
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    const { id, body, attributes, groupId, deduplicationId } = message;
    this.#add(
      {
        ...{ id, body, attributes, receiveCount: 0, deadLetterSource: sourceArn },
        ...(groupId !== undefined && { groupId }),
        ...(deduplicationId !== undefined && {
          deduplicationId: this.plan.fifo ? id : deduplicationId,
        }),
        sentAt: this.plan.fifo ? now : message.sentAt,
      },
      now,
    );
  }

  /**
   * Receives up to `max` messages, from one group as far as it goes, then from the next.
   *
   * @param visibilityMs how long they stay invisible; the queue's own timeout if left out
   */
  receive(max: number, now: number, visibilityMs = this.#visibilityMs): ReceiveResult {
    this.#settle(now);
    const received: ReceiveResult = { deliveries: [], deadLetters: [] };
    for (const group of this.#ready) {
      if (received.deliveries.length >= max) break;
      this.#receiveFrom(group, max, now + visibilityMs, now, received);
      this.#refresh(group);
    }
    return received;
  }

  /** Deletes the message of a receive. To delete one that is gone is no error. */
  delete(handle: string, now: number): void {
    this.#settle(now);
    const slot = this.#find(handle);
    if (!slot) return;
    const newest = slot.receiptHandle === handle;
    if (this.plan.fifo && !(newest && slot.state === 'in flight')) {
      throw invalid('ReceiptHandle', handle, 'The receipt handle has expired.');
    }
    if (newest) this.#remove(slot);
  }

  /** Makes an in-flight message available in `ms` from now; 0 means at once. */
  changeVisibility(handle: string, ms: number, now: number): void {
    this.#settle(now);
    const slot = this.#find(handle);
    if (!slot || slot.receiptHandle !== handle) {
      const reason = 'Message does not exist or is not available for visibility timeout change.';
      throw invalid('ReceiptHandle', handle, reason);
    }
    if (slot.state !== 'in flight') throw notInFlight();
    const since = slot.message.firstReceivedAt ?? now;
    if (now + ms - since > LONGEST_VISIBILITY_MS) {
      const limit = `[${LONGEST_VISIBILITY_MS / SECOND} seconds]`;
      const reason = `Total VisibilityTimeout for the message is beyond the limit ${limit}`;
      throw invalid('VisibilityTimeout', ms / SECOND, reason);
    }
    slot.availableAt = now + ms;
    this.#settle(now);
  }

  /** Drops every message, in flight or not; deduplication ids are still remembered. */
  purge(): void {
    this.#slots.clear();
    this.#groups.clear();
    this.#ready.clear();
    this.#timed.clear();
  }

  /** Everything is as if the queue had just been made. */
  reset(): void {
    this.purge();
    this.#deduplication.clear();
  }

  /** When the next message becomes available by itself; undefined if none is waiting for that. */
  nextAvailableAt(): number | undefined {
    let next: number | undefined;
    for (const { availableAt } of this.#timed) next = Math.min(next ?? availableAt, availableAt);
    return next;
  }

  counts(now: number): QueueCounts {
    this.#settle(now);
    let inFlight = 0;
    for (const { state } of this.#timed) if (state === 'in flight') inFlight += 1;
    const delayed = this.#timed.size - inFlight;
    return { available: this.#slots.size - this.#timed.size, inFlight, delayed };
  }

  get #visibilityMs(): number {
    return this.plan.visibilityTimeoutSeconds * SECOND;
  }

  #fresh(now: number): Pick<Message, 'id' | 'sentAt' | 'receiveCount'> {
    return { id: this.#newId(), sentAt: now, receiveCount: 0 };
  }

  #standardMessage(message: NewMessage, now: number): Message {
    return { ...message, ...this.#fresh(now) };
  }

  #deduplicationIdOf({ deduplicationId, body }: NewMessage): string {
    if (deduplicationId !== undefined) return deduplicationId;
    if (this.plan.contentBasedDeduplication) return contentId(body);
    const needs = 'ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly';
    throw invalid('MessageDeduplicationId', '', `The queue should either have ${needs}`);
  }

  #add(unnumbered: Message, now: number): SendResult {
    const message = this.plan.fifo ? { ...unnumbered, ...this.#nextNumber() } : unnumbered;
    const group = this.#groupOf(message);
    const delayMs = message.delayMs ?? this.plan.delaySeconds * SECOND;
    const delayed = delayMs > 0;
    const availableAt = now + delayMs;
    const slot: QueueSlot = {
      message,
      group,
      state: delayed ? 'delayed' : 'available',
      availableAt,
    };
    this.#slots.set(message.id, slot);
    group.add(slot);
    if (delayed) this.#timed.add(slot);
    this.#refresh(group);
    const { sequenceNumber } = message;
    return { messageId: message.id, ...(sequenceNumber && { sequenceNumber }) };
  }

  /** 20 digits, as SQS's are. */
  #nextNumber(): { sequenceNumber: string } {
    this.#sequence += 1n;
    return { sequenceNumber: String(10n ** 19n + this.#sequence) };
  }

  #groupOf({ id, groupId }: Message): MessageGroup {
    const key = this.plan.fifo && groupId !== undefined ? groupId : id;
    const group = this.#groups.get(key) ?? new MessageGroup(key);
    this.#groups.set(key, group);
    return group;
  }

  #receiveFrom(
    group: MessageGroup,
    max: number,
    until: number,
    now: number,
    to: ReceiveResult,
  ): void {
    let slot = group.first;
    for (; slot && to.deliveries.length < max && slot.state === 'available'; slot = slot.next) {
      const { message } = slot;
      const { redrive, retentionSeconds } = this.plan;
      if (now - message.sentAt >= retentionSeconds * SECOND) this.#remove(slot);
      else if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        this.#remove(slot);
        to.deadLetters.push(message);
      } else to.deliveries.push(this.#deliver(slot, until, now));
    }
  }

  #deliver(slot: QueueSlot, availableAt: number, now: number): Delivery {
    const receiptHandle = formatHandle(this.plan.name, slot.message.id, this.#newId());
    slot.message.receiveCount += 1;
    slot.message.firstReceivedAt ??= now;
    Object.assign(slot, { state: 'in flight', availableAt, receiptHandle });
    slot.group.inFlight += 1;
    this.#timed.add(slot);
    return { ...slot.message, receiptHandle };
  }

  /** Makes available what has been delayed or in flight for long enough. */
  #settle(now: number): void {
    for (const slot of this.#timed) {
      if (slot.availableAt > now) continue;
      this.#timed.delete(slot);
      if (slot.state === 'in flight') slot.group.inFlight -= 1;
      slot.state = 'available';
      this.#refresh(slot.group);
    }
  }

  #remove(slot: QueueSlot): void {
    const { group } = slot;
    if (slot.state === 'in flight') group.inFlight -= 1;
    this.#timed.delete(slot);
    this.#slots.delete(slot.message.id);
    group.remove(slot);
    this.#refresh(group);
  }

  #refresh(group: MessageGroup): void {
    if (group.isEmpty) this.#groups.delete(group.id);
    if (group.isReady) this.#ready.add(group);
    else this.#ready.delete(group);
  }

  #find(handle: string): QueueSlot | undefined {
    const messageId = parseHandle(this.plan.name, handle);
    if (messageId === undefined) throw invalidHandle(handle);
    return this.#slots.get(messageId);
  }
}
