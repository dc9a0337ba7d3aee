import { createHash } from 'node:crypto';
import { InputError } from '../platform/errors.ts';
import type { ListedSession } from './summary.ts';

const DIGEST_LENGTH = 12;

/**
 * A token for the page after `last`, opaque to callers and bound to the query that answers it.
 *
 * @param scope names the query: a token of one query is refused by another
 */
export function encodeToken(scope: string, last: ListedSession): string {
  const body = JSON.stringify([last.sessionAt, last.channelArn, last.streamId]);
  return Buffer.from(digest(scope, body) + body).toString('base64url');
}

/** @throws InputError that names `nextToken` for a token that this query never gave */
export function decodeToken(scope: string, token: string): ListedSession {
  const text = Buffer.from(token, 'base64url').toString();
  const body = text.slice(DIGEST_LENGTH);
  if (digest(scope, body) !== text.slice(0, DIGEST_LENGTH))
    throw new InputError('nextToken', 'the nextToken of an answer to the same query', token);
  const [sessionAt, channelArn, streamId] = JSON.parse(body) as [string, string, string];
  return { channelArn, streamId, sessionAt };
}

/** No secret is in it: it guards against mistakes, and what a token can reach its holder may ask anyway. */
function digest(scope: string, body: string): string {
  const hash = createHash('sha256').update(`${scope}\n${body}`);
  return hash.digest('base64url').slice(0, DIGEST_LENGTH);
}
