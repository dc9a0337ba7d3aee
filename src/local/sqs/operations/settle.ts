import { type BatchResponse, forEachEntry, readEntries } from '../batch.ts';
import { missing } from '../errors.ts';
import { type Input, optionalNumber, queueName, requiredString } from '../input.ts';
import type { Queues } from '../queues.ts';

const LONGEST_VISIBILITY_SECONDS = 43_200;

export function deleteMessage(queues: Queues, input: Input): object {
  queues.delete(queueName(input), requiredString(input, 'ReceiptHandle'));
  return {};
}

export function deleteMessageBatch(queues: Queues, input: Input): BatchResponse {
  const name = queueName(input);
  queues.plan(name);
  return forEachEntry(readEntries(input, 'DeleteMessageBatchRequestEntry'), (entry) => {
    queues.delete(name, requiredString(entry, 'ReceiptHandle'));
    return {};
  });
}

export function changeMessageVisibility(queues: Queues, input: Input): object {
  change(queues, queueName(input), input);
  return {};
}

export function changeMessageVisibilityBatch(queues: Queues, input: Input): BatchResponse {
  const name = queueName(input);
  queues.plan(name);
  return forEachEntry(readEntries(input, 'ChangeMessageVisibilityBatchRequestEntry'), (entry) => {
    change(queues, name, entry);
    return {};
  });
}

function change(queues: Queues, name: string, input: Input): void {
  const handle = requiredString(input, 'ReceiptHandle');
  const seconds = optionalNumber(input, 'VisibilityTimeout', 0, LONGEST_VISIBILITY_SECONDS);
  if (seconds === undefined) throw missing('VisibilityTimeout');
  queues.changeVisibility(name, handle, seconds * 1_000);
}
