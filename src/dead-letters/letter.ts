/**
 * `metadata`: messages that `sendMetadata` could not send. `function`: an event that a function could not
 * handle, or that EventBridge could not deliver to it.
 */
export type LetterKind = 'metadata' | 'function';

/** What is known about a dead letter, without its content. */
export interface DeadLetter {
  /** 16 hexadecimal digits. */
  id: string;
  kind: LetterKind;
  /** When it came into the dead-letter queue, ISO 8601. */
  diedAt: string;
  /** Its place among all letters. Places sort by time, and those of a channel by their original order. */
  position: string;
  /** Of metadata, and of an event about one channel. */
  channelArn?: string;
  /** The function that failed, by its name in serverless.yml. Absent if it is not one of this stage. */
  functionName?: string;
  /** Why it died, in words. */
  reason: string;
  /** How often it was tried. Absent if that is not known. */
  tries?: number;
  /** Size of its body in bytes of UTF-8. */
  bytes: number;
  /** How many metadata messages it holds. Absent if they cannot be read. */
  messages?: number;
  /** When the last of its messages expires, ISO 8601. */
  messagesExpireAt?: string;
  /** The beginning of its content, for people. */
  preview: string;
  /** Its content had the value of a stream key. The value is not stored, so it cannot be retried. */
  isMasked?: true;
}

/** Written before a letter is retried. So a run that is interrupted is repeated in the same way. */
export interface RetryMark {
  /** Counts the attempts from 1. */
  attempt: number;
  /** When the attempt began, ms since the epoch. */
  at: number;
  /** The new expiry of its messages, ms since the epoch. Absent: each keeps its own. */
  messagesExpireAt?: number;
  /** The places of the messages that are not sent, because a newer value has superseded them. */
  superseded?: number[];
}

/**
 * How a letter ended. `queued`: its messages are in the queue again. `invoked`: the function was invoked again.
 * `superseded`: newer values have replaced all its messages. `dropped`: an operator did not want it any more.
 */
export type LetterEnd = 'queued' | 'invoked' | 'superseded' | 'dropped';

export interface EndMark {
  how: LetterEnd;
  /** ISO 8601. */
  at: string;
  /** Who ended it. */
  by: string;
}

/** How the messages of a retried letter ended, by outcome: `{"delivered": 2}`. */
export type DeliveryCounts = Record<string, number>;

/** A letter as the table holds it. */
export interface StoredLetter extends DeadLetter {
  retry?: RetryMark;
  ended?: EndMark;
  /** Of a letter that was queued again: how its messages ended, as far as they have. */
  delivery?: DeliveryCounts;
}

/** The function that could not do its work. Metadata dies in `sendMetadata`. */
export const letterFunction = ({
  kind,
  functionName,
}: Pick<DeadLetter, 'kind' | 'functionName'>): string | undefined =>
  kind === 'metadata' ? 'sendMetadata' : functionName;

/** The most letters that a request can name. */
export const MAX_IDS = 100;
