/** A sticky value as it is kept: the newest of its key. Times in ms since the epoch. */
export interface StickyValue {
  key: string;
  /** The id that its message came with. */
  id: string;
  /** What players tell values of one key by, and which is newer. */
  shortId: string;
  /** Its key's, among the channel's keys. */
  slot: number;
  /** The payload's JSON text. Users' data: never logged. */
  text: string;
  /** When the caller asked for it: decides to which stream it belongs. */
  setAt: number;
  /** When it was written: its message is queued right after. */
  storedAt: number;
  /** After this time it is forgotten, whatever the stream; absent: its message gave no expiry. */
  until?: number;
}

/** All sticky values of a channel, in the order in which they were set. */
export interface StickyState {
  channelArn: string;
  /** The greatest order given on this channel. Grows with every change. */
  order: number;
  values: StickyValue[];
}

export const noValues = (channelArn: string): StickyState => ({ channelArn, order: 0, values: [] });
