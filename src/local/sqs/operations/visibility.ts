import type { JsonObject } from '../../aws-json.ts';
import { type BatchResponse, forEachEntry, readEntries } from '../batch.ts';
import { missing } from '../errors.ts';
import { MAX_VISIBILITY_SECONDS, optionalNumber, queueName, requiredString } from '../input.ts';
import type { Queues } from '../queues.ts';

export function changeMessageVisibility(queues: Queues, input: JsonObject): object {
  change(queues, queueName(input), input);
  return {};
}

export function changeMessageVisibilityBatch(queues: Queues, input: JsonObject): BatchResponse {
  const name = queueName(input);
  queues.plan(name);
  return forEachEntry(readEntries(input, 'ChangeMessageVisibilityBatchRequestEntry'), (entry) => {
    change(queues, name, entry);
    return {};
  });
}

function change(queues: Queues, name: string, input: JsonObject): void {
  const handle = requiredString(input, 'ReceiptHandle');
  const seconds = optionalNumber(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS);
  if (seconds === undefined) throw missing('VisibilityTimeout');
  queues.changeVisibility(name, handle, seconds * 1_000);
}
