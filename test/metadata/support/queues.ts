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
  redrive: { queue: 'metadata-dead.fifo', maxReceiveCount: 100 },
};

/** The local FIFO queue's own state machine, with our side of it: producer, consumer, event source. */
export function fifoQueue(clock: Clock) {
  let ids = 0;
  const queue = new Queue(PLAN, () => `${++ids}`);
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
  };
  return {
    queue,
    producer,
    consumer,
    redriven,
    receive(): QueueRecord[] {
      const { deliveries, deadLetters } = queue.receive(10, clock.now());
      redriven.push(...deadLetters.map(({ id }) => id));
      return deliveries.map(toRecord);
    },
    /** As the event source does after an invocation: what did not fail is deleted. */
    settle(records: readonly QueueRecord[], failed: ReadonlySet<string>): void {
      for (const { messageId, receiptHandle } of records) {
        if (!failed.has(messageId)) queue.delete(receiptHandle, clock.now());
      }
    },
  };
}

function toRecord({ id, receiptHandle, body, groupId, receiveCount }: Delivery): QueueRecord {
  return { messageId: id, receiptHandle, body, group: groupId ?? '', receiveCount };
}

/** A dead-letter queue that remembers, once for each deduplication id. */
export function memoryDeadLetters(): DeadLetterQueue & { letters: DeadLetterMessage[] } {
  const letters: DeadLetterMessage[] = [];
  return {
    letters,
    async send(letter) {
      const known = letters.some(({ deduplicationId: id }) => id === letter.deduplicationId);
      if (!known) letters.push(letter);
    },
  };
}
