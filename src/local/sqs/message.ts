/** A message attribute in SQS's JSON protocol; binary values are base64. */
export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string;
}
export type MessageAttributes = Record<string, MessageAttribute>;

/** A message from a producer. */
export interface NewMessage {
  body: string;
  attributes: MessageAttributes;
  groupId?: string;
  deduplicationId?: string;
  /** Replaces the delay of the queue; standard queues only. */
  delayMs?: number;
}

/** A message in a queue. */
export interface Message extends NewMessage {
  id: string;
  /** 20 digits, increasing within the queue; FIFO queues only. */
  sequenceNumber?: string;
  /** ms since the epoch; so is `firstReceivedAt` */
  sentAt: number;
  firstReceivedAt?: number;
  receiveCount: number;
  /** In a dead-letter queue: the ARN of the queue that moved the message here. */
  deadLetterSource?: string;
}

/** A copy of a message for a consumer, with the receipt handle of this receive. */
export type Delivery = Readonly<Message> & { receiptHandle: string };
