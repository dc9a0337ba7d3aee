import type { QueuePlan } from '../config/plan.ts';
import { contentId, Deduplication, type SqsSendResult } from './deduplication.ts';
import { invalid, invalidHandle, missing, notInFlight } from './errors.ts';
import { MAX_VISIBILITY_SECONDS } from './input.ts';
import type { Delivery, Message, NewMessage } from './message.ts';
import type { MessageGroup, QueueSlot } from './message-group.ts';
import { type QueueCounts, QueueSlots } from './queue-slots.ts';
import { formatHandle, parseHandle } from './receipts.ts';

const SECOND = 1_000;
/**
 * A FIFO queue looks at its first 120,000 messages to find groups of which messages can be received:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html
 */
export const FIFO_LOOK_AHEAD = 120_000;

/** A standard queue's oldest message is one that was received at most this often. */
const MOST_COUNTED_RECEIVES = 3;

export interface ReceiveResult {
  deliveries: Delivery[];
  /** Messages that were received too often. They are no longer in this queue. */
  deadLetters: Message[];
}

/**
 * One SQS queue, FIFO or standard, in memory. Times are passed in (ms since the epoch); nothing waits.
 *
 * A message group is locked while any of its messages is in flight. Its messages are received in order,
 * and a message whose visibility timeout passes returns to its old position. Messages behind the first
 * 120,000 are not received, even if their group has none before them. Methods throw the SqsError
 * that SQS would answer.
 */
export class Queue {
  #plan: QueuePlan;
  readonly #newId: () => string;
  readonly #slots: QueueSlots;
  readonly #deduplication = new Deduplication();
  #sequence = 0n;

  /** @param newId makes unique ids for messages and receipt handles */
  constructor(plan: QueuePlan, newId: () => string) {
    this.#plan = plan;
    this.#newId = newId;
    this.#slots = new QueueSlots(plan.fifo ? (plan.lookAhead ?? FIFO_LOOK_AHEAD) : undefined);
  }

  get plan(): QueuePlan {
    return this.#plan;
  }

  /** Changes the attributes. The messages stay. */
  configure(plan: QueuePlan): void {
    this.#plan = plan;
  }

  /** @returns the id of the message, or of the earlier message that it duplicates */
  send(newMessage: NewMessage, now: number): SqsSendResult {
    const message = { ...newMessage, id: this.#newId(), sentAt: now, receiveCount: 0 };
    if (!this.plan.fifo) return this.#add(message, now);
    const { groupId } = message;
    if (groupId === undefined) throw missing('MessageGroupId');
    const deduplicationId = this.#deduplicationIdOf(message);
    const scope = this.plan.deduplicationScope === 'messageGroup' ? `${groupId}\n` : '';
    const duplicated = this.#deduplication.find(scope + deduplicationId, now);
    if (duplicated) return duplicated;
    const result = this.#add({ ...message, deduplicationId }, now);
    this.#deduplication.add(scope + deduplicationId, result, now);
    return result;
  }

  /** Takes a message that another queue moved here. It keeps its id, body and group. */
  acceptDeadLetter(message: Message, sourceArn: string, now: number): void {
    // A FIFO queue starts the retention again and deduplicates by message id. A standard queue does neither:
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
   * Receives up to `max` messages: as many as possible of one group, then of the next.
   *
   * @param visibilityMs the visibility timeout, ms; default the queue's own
   * @param hasDeadLetterQueue whether the queue of the redrive policy exists. Without it, messages stay here.
   */
  receive(
    max: number,
    now: number,
    visibilityMs = this.plan.visibilityTimeoutSeconds * SECOND,
    hasDeadLetterQueue = true,
  ): ReceiveResult {
    this.#slots.makeAvailable(now);
    const result: ReceiveResult = { deliveries: [], deadLetters: [] };
    for (const group of this.#slots.readyGroups) {
      if (result.deliveries.length >= max) break;
      this.#receiveFrom(group, max, now + visibilityMs, now, result, hasDeadLetterQueue);
      this.#slots.refresh(group);
    }
    return result;
  }

  /** The message that is received next; undefined if none is available. */
  nextAvailable(now: number): Readonly<Message> | undefined {
    this.#slots.makeAvailable(now);
    const [group] = this.#slots.readyGroups;
    return group?.first?.message;
  }

  removeMessage(id: string): void {
    const slot = this.#slots.find(id);
    if (slot) this.#slots.remove(slot);
  }

  /** Deletes a received message. Does nothing if the message is deleted already. */
  delete(handle: string, now: number): void {
    this.#slots.makeAvailable(now);
    const slot = this.#find(handle);
    if (!slot) return;
    const isLatest = slot.receiptHandle === handle;
    if (this.plan.fifo && !(isLatest && slot.state === 'in flight')) {
      throw invalid('ReceiptHandle', handle, 'The receipt handle has expired.');
    }
    if (isLatest) this.#slots.remove(slot);
  }

  /** Makes an in-flight message available `ms` from now; 0 means at once. */
  changeVisibility(handle: string, ms: number, now: number): void {
    this.#slots.makeAvailable(now);
    const slot = this.#find(handle);
    if (!slot || slot.receiptHandle !== handle) {
      const reason = 'Message does not exist or is not available for visibility timeout change.';
      throw invalid('ReceiptHandle', handle, reason);
    }
    if (slot.state !== 'in flight') throw notInFlight();
    const since = slot.message.firstReceivedAt ?? now;
    if (now + ms - since > MAX_VISIBILITY_SECONDS * SECOND) {
      const limit = `[${MAX_VISIBILITY_SECONDS} seconds]`;
      const reason = `Total VisibilityTimeout for the message is beyond the limit ${limit}`;
      throw invalid('VisibilityTimeout', ms / SECOND, reason);
    }
    slot.availableAt = now + ms;
    this.#slots.makeAvailable(now);
  }

  /** Removes all messages, also those in flight. Deduplication ids stay valid. */
  purge(): void {
    this.#slots.clear();
  }

  /** Removes all messages and deduplication ids. */
  reset(): void {
    this.purge();
    this.#deduplication.clear();
  }

  /** When the next delayed or in-flight message becomes available; undefined if there is none. */
  nextAvailableAt(): number | undefined {
    return this.#slots.nextAvailableAt();
  }

  /** Whether a message can be received now. */
  hasReceivable(now: number): boolean {
    this.#slots.makeAvailable(now);
    const [first] = this.#slots.readyGroups;
    return first !== undefined;
  }

  /**
   * When the oldest message was sent; undefined if the queue is empty. A standard queue leaves out messages that were
   * received more than three times, as if they were at its end:
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   */
  oldestSentAt(now: number): number | undefined {
    this.#slots.makeAvailable(now);
    const mostReceives = this.plan.fifo ? Number.POSITIVE_INFINITY : MOST_COUNTED_RECEIVES;
    return this.#slots.oldestSentAt(mostReceives);
  }

  counts(now: number): QueueCounts {
    this.#slots.makeAvailable(now);
    return this.#slots.counts();
  }

  #deduplicationIdOf({ deduplicationId, body }: NewMessage): string {
    if (deduplicationId !== undefined) return deduplicationId;
    if (this.plan.contentBasedDeduplication) return contentId(body);
    const needs = 'ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly';
    throw invalid('MessageDeduplicationId', '', `The queue should either have ${needs}`);
  }

  #add(unnumbered: Message, now: number): SqsSendResult {
    const message = this.plan.fifo ? { ...unnumbered, ...this.#nextNumber() } : unnumbered;
    const { id, groupId, sequenceNumber } = message;
    const group = this.plan.fifo && groupId !== undefined ? groupId : id;
    this.#slots.add(message, group, now, message.delayMs ?? this.plan.delaySeconds * SECOND);
    return { messageId: id, ...(sequenceNumber && { sequenceNumber }) };
  }

  /** 20 digits, as in SQS. */
  #nextNumber(): { sequenceNumber: string } {
    this.#sequence += 1n;
    return { sequenceNumber: String(10n ** 19n + this.#sequence) };
  }

  #receiveFrom(
    group: MessageGroup,
    max: number,
    until: number,
    now: number,
    { deliveries, deadLetters }: ReceiveResult,
    hasDeadLetterQueue: boolean,
  ): void {
    const { retentionSeconds } = this.plan;
    const redrive = hasDeadLetterQueue ? this.plan.redrive : undefined;
    let slot = group.first;
    for (; slot && deliveries.length < max && slot.state === 'available'; slot = slot.next) {
      const { message } = slot;
      if (now - message.sentAt >= retentionSeconds * SECOND) this.#slots.remove(slot);
      else if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        this.#slots.remove(slot);
        deadLetters.push(message);
      } else deliveries.push(this.#deliver(slot, until, now));
    }
  }

  #deliver(slot: QueueSlot, availableAt: number, now: number): Delivery {
    const receiptHandle = formatHandle(this.plan.name, slot.message.id, this.#newId());
    slot.message.receiveCount += 1;
    slot.message.firstReceivedAt ??= now;
    this.#slots.putInFlight(slot, availableAt, receiptHandle);
    return { ...slot.message, receiptHandle };
  }

  #find(handle: string): QueueSlot | undefined {
    const messageId = parseHandle(this.plan.name, handle);
    if (messageId === undefined) throw invalidHandle(handle);
    return this.#slots.find(messageId);
  }
}
