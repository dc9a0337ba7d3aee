/**
 * The longest time that a message may wait in the queue: 6 hours.
 *
 * - The sender hides a message that it cannot send yet. SQS hides a message for at most 12 hours
 *   (API_ChangeMessageVisibility), so the time must stay below that.
 * - Messages that wait for an offline channel delay all other channels: SQS looks for messages only
 *   among the first 120,000 of a FIFO queue.
 */
export const MAX_TTL_MS = 21_600_000;

/** One message in the queue. Its channel is the message group. */
export interface MetadataMessage {
  /** The caller's id, or a generated one. A player shows each id once. */
  id: string;
  /** Any JSON value. It is the user's data, so it never appears in a log line or an error. */
  payload: unknown;
  /** Of the messages with this key that the sender has received, only the newest is sent. */
  key?: string;
  /** The message is not sent after this time, ms since the epoch. */
  expiresAt: number;
}

/** A message that has passed all checks. */
export interface ValidMessage extends MetadataMessage {
  /** Position in the caller's `messages`. */
  index: number;
  channelArn: string;
  /** Size of the payload's JSON text in bytes of UTF-8. */
  bytes: number;
  /**
   * Present on a sticky message: the newest value of its key is stored and repeated. `until` is the
   * end of that, ms since the epoch; without it, the value ends with the stream.
   */
  sticky?: { until?: number };
}

/** Why a message was not queued. */
export interface Rejection {
  /** Position in the caller's `messages`. */
  index: number;
  /** The member that is wrong, or what refused the message: `backlog` or `queue`. */
  field: string;
  message: string;
}
