/** The newest value of a sticky key, as it is stored. Times are ms since the epoch. */
export interface StickyValue {
  key: string;
  /** The id of its message, as the caller gave it. */
  id: string;
  /** The id that players receive. It tells them the key and which value is newer (sticky-id.ts). */
  shortId: string;
  /** The number of its key among the keys of the channel. */
  slot: number;
  /** The JSON text of the payload. It is the user's data, so it is never logged. */
  text: string;
  /** When the caller made the request. It decides to which stream the value belongs. */
  setAt: number;
  /** When the value was stored. Its own message is queued directly after that. */
  storedAt: number;
  /** The value is deleted after this time, even if the stream is live. Absent: no expiry was given. */
  until?: number;
}

/** All sticky values of a channel, in the order in which they were set. */
export interface StickyState {
  channelArn: string;
  /** The greatest order on this channel so far. Every change increases it. */
  order: number;
  values: StickyValue[];
}

export const emptyState = (channelArn: string): StickyState => ({
  channelArn,
  order: 0,
  values: [],
});
