/** A message attribute as SQS's JSON protocol has it; binary values are in base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}
export type MessageAttributes = Record<string, MessageAttribute>;

/** What a producer sends, checked. */
export interface NewMessage {
  body: string;
  attributes: MessageAttributes;
  groupId?: string;
  deduplicationId?: string;
  /** Overrides the queue's own delay; standard queues only. */
  delayMs?: number;
}

/** A message in a queue. */
export interface Message extends NewMessage {
  id: string;
  /** 20 digits, growing within the queue; FIFO queues only. */
  sequenceNumber?: string;
  /** ms since the epoch */
  sentAt: number;
  firstReceivedAt?: number;
  receiveCount: number;
  /** The ARN of the queue that gave this message up, in a dead-letter queue. */
  deadLetterSource?: string;
}

/** A message as a consumer gets it: a copy, with the handle of this one receive. */
export type Delivery = Readonly<Message> & { receiptHandle: string };
