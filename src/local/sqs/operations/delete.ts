import type { JsonObject } from '../../aws-json.ts';
import { type BatchResponse, forEachEntry, readEntries } from '../batch.ts';
import { queueName, requiredString } from '../input.ts';
import type { Queues } from '../queues.ts';

export function deleteMessage(queues: Queues, input: JsonObject): object {
  queues.delete(queueName(input), requiredString(input, 'ReceiptHandle'));
  return {};
}

export function deleteMessageBatch(queues: Queues, input: JsonObject): BatchResponse {
  const name = queueName(input);
  queues.plan(name);
  return forEachEntry(readEntries(input, 'DeleteMessageBatchRequestEntry'), (entry) => {
    queues.delete(name, requiredString(entry, 'ReceiptHandle'));
    return {};
  });
}
