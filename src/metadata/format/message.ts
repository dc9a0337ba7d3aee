/**
 * The longest time that a message may wait: 6 hours. A message that is held must stay below the 12
 * hours that SQS lets one be invisible (API_ChangeMessageVisibility), and what waits for a channel that
 * is not live takes room from all others: a FIFO queue looks only at its first 120,000 messages.
 */
export const MAX_TTL_MS = 21_600_000;

/** A message as it is queued, for the channel whose message group it is in. */
export interface MetadataMessage {
  /** The caller's id, or one made for it. The same id is delivered to a player once. */
  id: string;
  /** Any JSON. Users' data: never logged, never in an error. */
  payload: unknown;
  /** Within the sender's batch, only the newest message of a channel with the same key is sent. */
  key?: string;
  /** After this time it is not sent any more, ms since the epoch. */
  expiresAt: number;
}

/** A message that was found to be well-formed, with its place in the caller's `messages`. */
export interface ValidMessage extends MetadataMessage {
  index: number;
  channelArn: string;
  /** Bytes of the payload's JSON text in UTF-8. */
  bytes: number;
  /** Present: the newest value of the key is kept and repeated; not after `until`, ms, if there is one. */
  sticky?: { until?: number };
}

/** Why a message was not queued. `field` is the member at fault, or what refused: `backlog`, `queue`. */
export interface Rejection {
  index: number;
  field: string;
  message: string;
}
