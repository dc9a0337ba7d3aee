/** Identifies a stream session. */
export interface SessionId {
  channelArn: string;
  streamId: string;
}

/** A session id as one string: to compare ids, and as the key of a map or set. */
export const sessionIdText = ({ channelArn, streamId }: SessionId): string =>
  `${channelArn} ${streamId}`;

/**
 * A function that finds the item of a session among `items`; it returns undefined if there is none.
 */
export function sessionLookup<T extends SessionId>(items: T[]): (id: SessionId) => T | undefined {
  const byId = new Map(items.map((item) => [sessionIdText(item), item]));
  return (id) => byId.get(sessionIdText(id));
}
