import * as z from 'zod/mini';
import { InputError, kindOf } from '../../platform/errors.ts';
import { type LetterPart, readLetterPart } from '../queue/letter-part.ts';

/** A message of the FIFO queue, as the Lambda event source passes it on. */
export interface QueueRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
  /** The message group. It is a channel's ARN unless another program wrote the message. */
  group: string;
  /** How often the message was received, including this time. */
  receiveCount: number;
  /** When the message was received for the first time, ms since the epoch. Absent if not known. */
  firstReceivedAt?: number;
  /** Present if the message is a dead letter that an operator retries. */
  letter?: LetterPart;
}

const schema = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({
        MessageGroupId: z.string(),
        ApproximateReceiveCount: z.string(),
        ApproximateFirstReceiveTimestamp: z.optional(z.string()),
      }),
      messageAttributes: z.optional(
        z.object({ Letter: z.optional(z.object({ stringValue: z.optional(z.string()) })) }),
      ),
    }),
  ),
});

/** @throws InputError for an event that is not a batch of a FIFO queue */
export function readRecords(event: unknown): QueueRecord[] {
  const parsed = schema.safeParse(event);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    const field = path.map(String).join('.') || 'event';
    // Only the type of the value is quoted: a body holds payloads.
    throw new InputError(field, 'an SQS event of a FIFO queue', kindOf(valueAt(event, path)));
  }
  return parsed.data.Records.map(({ attributes, messageAttributes, ...record }) => ({
    ...record,
    group: attributes.MessageGroupId,
    receiveCount: Number(attributes.ApproximateReceiveCount) || 1,
    ...firstReceived(attributes.ApproximateFirstReceiveTimestamp),
    ...letterOf(messageAttributes?.Letter?.stringValue),
  }));
}

function firstReceived(timestamp: string | undefined): { firstReceivedAt?: number } {
  const at = Number(timestamp);
  return Number.isFinite(at) ? { firstReceivedAt: at } : {};
}

function letterOf(text: string | undefined): { letter?: LetterPart } {
  const letter = readLetterPart(text);
  return letter ? { letter } : {};
}

const valueAt = (event: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], event);
