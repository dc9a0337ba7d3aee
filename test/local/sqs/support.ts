import type { QueuePlan } from '../../../src/local/config/plan.ts';
import type { NewMessage } from '../../../src/local/sqs/message.ts';
import { Queue } from '../../../src/local/sqs/queue.ts';

export const FIFO: QueuePlan = {
  name: 'q.fifo',
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: 'queue',
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 345_600,
  delaySeconds: 0,
  receiveWaitSeconds: 0,
  maximumMessageBytes: 1_048_576,
};
export const STANDARD: QueuePlan = { ...FIFO, name: 'q', fifo: false };

/** A queue with ids in order: `id-1` is the first message's; receives use further ones. */
export function makeQueue(plan: QueuePlan): Queue {
  let count = 0;
  return new Queue(plan, () => {
    count += 1;
    return `id-${count}`;
  });
}

let sent = 0;
/** A message with a deduplication id of its own. */
export function message(groupId: string, body: string): NewMessage {
  sent += 1;
  return { body, attributes: {}, groupId, deduplicationId: `dedup-${sent}` };
}

export const bodies = (messages: readonly { body: string }[]): string[] =>
  messages.map(({ body }) => body);
