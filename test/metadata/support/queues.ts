import type { QueuePlan } from '../../../src/local/config/plan.ts';
import type { Delivery } from '../../../src/local/sqs/message.ts';
import { Queue } from '../../../src/local/sqs/queue.ts';
import type { ProducerQueue } from '../../../src/metadata/queue/send-in-order.ts';
import type { QueueRecord } from '../../../src/metadata/send/records.ts';
import type {
  ConsumerQueue,
  DeadLetterMessage,
  DeadLetterQueue,
} from '../../../src/metadata/send/tools.ts';
import type { Clock } from '../../../src/platform/clock.ts';

const PLAN: QueuePlan = {
  name: 'metadata.fifo',
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: 'messageGroup',
  visibilityTimeoutSeconds: 180,
  retentionSeconds: 1_209_600,
  delaySeconds: 0,
  receiveWaitSeconds: 0,
  maximumMessageBytes: 262_144,
  redrive: { queue: 'metadata-dead.fifo', maxReceiveCount: 1_000 },
};

/** The FIFO queue of the local stack, with a producer, a consumer and an event source. */
export function fifoQueue(clock: Clock, lookAhead?: number) {
  let ids = 0;
  const plan = { ...PLAN, ...(lookAhead !== undefined && { lookAhead }) };
  const queue = new Queue(plan, () => `${++ids}`);
  const redriven: string[] = [];
  const producer: ProducerQueue = {
    async sendBatch(entries) {
      for (const { channelArn, deduplicationId, body } of entries) {
        const message = { body, attributes: {}, groupId: channelArn, deduplicationId };
        queue.send(message, clock.now());
      }
      return entries.map(() => 'sent');
    },
  };
  const consumer: ConsumerQueue = {
    async changeVisibility(changes) {
      for (const { record, seconds } of changes) {
        queue.changeVisibility(record.receiptHandle, seconds * 1_000, clock.now());
      }
    },
    async deleteMessages(records) {
      for (const { receiptHandle } of records) queue.delete(receiptHandle, clock.now());
    },
  };
  return {
    queue,
    producer,
    consumer,
    redriven,
    /** How many messages the queue holds. */
    size: () => Object.values(queue.counts(clock.now())).reduce((sum, count) => sum + count),
    receive(): QueueRecord[] {
      const { deliveries, deadLetters } = queue.receive(10, clock.now());
      redriven.push(...deadLetters.map(({ id }) => id));
      return deliveries.map(toRecord);
    },
    /** Deletes the messages that did not fail, as the event source does after an invocation. */
    deleteDone(records: readonly QueueRecord[], failed: ReadonlySet<string>): void {
      for (const { messageId, receiptHandle } of records) {
        if (!failed.has(messageId)) queue.delete(receiptHandle, clock.now());
      }
    },
  };
}

function toRecord({ id, receiptHandle, body, groupId, receiveCount }: Delivery): QueueRecord {
  return { messageId: id, receiptHandle, body, group: groupId ?? '', receiveCount };
}

/** A dead-message queue in memory. It stores one message for each deduplication id. */
export function memoryDeadLetterQueue(): DeadLetterQueue & { messages: DeadLetterMessage[] } {
  const messages: DeadLetterMessage[] = [];
  return {
    messages,
    async send(message) {
      const known = messages.some(({ deduplicationId: id }) => id === message.deduplicationId);
      if (!known) messages.push(message);
    },
  };
}
