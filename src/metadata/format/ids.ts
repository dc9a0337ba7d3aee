import { createHash, randomBytes } from 'node:crypto';
import { isStickyId } from './sticky-id.ts';

/** Characters of a short id: 48 bits in base64url. docs/envelope.md says why so many. */
export const SHORT_ID_LENGTH = 8;
const SHORT_ID = /^[A-Za-z0-9_-]{8}$/;

/** Makes the id of a message whose caller gave none, from its place among the caller's. */
export type IdSource = (index: number) => string;

const SHORT_ID_BYTES = 6;
const SHORT_IDS = 2 ** (8 * SHORT_ID_BYTES);

/**
 * Ids for the messages of one call or one program. They count up from a random one: each is as random
 * as any, so two calls' are as unlikely to be the same; and next to each other they compress to a quarter.
 */
export const randomIds = (): IdSource => idsFrom(randomBytes(SHORT_ID_BYTES));

/** Ids that are the same each time the same event is delivered, so that its messages are sent once. */
export const idsForEvent = (eventId: string): IdSource =>
  idsFrom(createHash('sha256').update(eventId).digest());

function idsFrom(bytes: Buffer): IdSource {
  const first = bytes.readUIntBE(0, SHORT_ID_BYTES);
  return (index) => {
    const id = Buffer.alloc(SHORT_ID_BYTES);
    id.writeUIntBE((first + index) % SHORT_IDS, 0, SHORT_ID_BYTES);
    return id.toString('base64url');
  };
}

/** The id that players see: the message's own id if it has that form, else a digest of it. */
export function shortId(id: string): string {
  return SHORT_ID.test(id) || isStickyId(id)
    ? id
    : digest(id, 'base64url').slice(0, SHORT_ID_LENGTH);
}

/** Tells the parts of one text, cut in one way, from all others. */
export const partsId = (text: string, maxBytes: number): string =>
  digest(`${maxBytes} ${text}`, 'base64url').slice(0, SHORT_ID_LENGTH);

/**
 * SQS's deduplication id for these messages of this channel: the same messages sent again within
 * five minutes are queued once.
 */
export function deduplicationId(channelArn: string, ids: readonly string[]): string {
  return digest(JSON.stringify([channelArn, ...ids]), 'hex');
}

function digest(text: string, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(text).digest(encoding);
}
