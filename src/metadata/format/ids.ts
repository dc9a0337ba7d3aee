import { createHash, hash } from 'node:crypto';
import { isStickyId } from './sticky-id.ts';

/** Length of a short id: 8 characters of base64url, 48 bits. docs/envelope.md explains the length. */
export const SHORT_ID_LENGTH = 8;
const SHORT_ID = /^[A-Za-z0-9_-]{8}$/;

/** Generates the id of a message that has none. @param index its position in the caller's `messages` */
export type IdSource = (index: number) => string;

const SHORT_ID_BYTES = 6;
const SHORT_ID_COUNT = 2 ** (8 * SHORT_ID_BYTES);

/**
 * Ids for the messages of one event, one call or one program. The first is the digest of its id, and the
 * others count up from it. So the ids of two calls are as unlikely to be equal as random ones, but ids that
 * follow each other compress to a quarter of their size. An event that is delivered twice gives the same ids.
 *
 * @param ownerId the id of the event, the call or the program, for example a UUID
 */
export const idsFor = (ownerId: string): IdSource =>
  idsFrom(createHash('sha256').update(ownerId).digest());

function idsFrom(bytes: Buffer): IdSource {
  const first = bytes.readUIntBE(0, SHORT_ID_BYTES);
  return (index) => {
    const id = Buffer.alloc(SHORT_ID_BYTES);
    id.writeUIntBE((first + index) % SHORT_ID_COUNT, 0, SHORT_ID_BYTES);
    return id.toString('base64url');
  };
}

/** The id that players see: the message's own id if it has the form of a short id, else its digest. */
export function shortId(id: string): string {
  return SHORT_ID.test(id) || isStickyId(id)
    ? id
    : digest(id, 'base64url').slice(0, SHORT_ID_LENGTH);
}

/** The id that all parts of one text share. It also depends on the size limit by which it was split. */
export const partsId = (text: string, maxBytes: number): string =>
  digest(`${maxBytes} ${text}`, 'base64url').slice(0, SHORT_ID_LENGTH);

/**
 * The SQS deduplication id of some messages of one channel. If the same messages are sent again
 * within five minutes, SQS queues them once.
 */
export function deduplicationId(channelArn: string, ids: readonly string[]): string {
  return digest(JSON.stringify([channelArn, ...ids]), 'hex');
}

function digest(text: string, encoding: 'hex' | 'base64url'): string {
  return hash('sha256', text, encoding);
}
