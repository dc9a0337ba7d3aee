import { createHash } from 'node:crypto';
import { isoTime } from '../platform/clock.ts';
import type { LetterKind } from './letter.ts';

/** A message of a dead-letter queue. */
export interface ReceivedLetter {
  kind: LetterKind;
  messageId: string;
  receiptHandle: string;
  body: string;
  /** When it came into the queue, ms since the epoch. */
  sentAt: number;
  /** FIFO queues only: the message group, and a number that increases within it. */
  group?: string;
  sequenceNumber?: string;
  /** The ARN of the queue from which SQS moved it here. */
  sourceQueueArn?: string;
  /** The message attributes that are strings. */
  attributes: Record<string, string>;
}

/** SQS's sequence numbers have 20 digits. Longer ones would still fit into 128 bits. */
const SEQUENCE_DIGITS = 39;
const ID_DIGITS = 16;

/** The same message has the same id, however often it is received. */
export function letterId({ kind, messageId }: Pick<ReceivedLetter, 'kind' | 'messageId'>): string {
  return createHash('sha256').update(`${kind} ${messageId}`).digest('hex').slice(0, ID_DIGITS);
}

/** See `DeadLetter.position`. */
export function letterPosition(received: ReceivedLetter): string {
  const { sentAt, sequenceNumber = '' } = received;
  const sequence = sequenceNumber.padStart(SEQUENCE_DIGITS, '0');
  return `${isoTime(sentAt)}#${sequence}#${letterId(received)}`;
}
