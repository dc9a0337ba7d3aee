import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';

const DIGEST_LENGTH = 12;

/**
 * A token for where to go on, opaque to callers and bound to the query that answers it.
 *
 * @param scope names the query: a token of one query is refused by another
 */
export function encodeToken(scope: string, place: unknown): string {
  const body = JSON.stringify(place);
  return Buffer.from(digest(scope, body) + body).toString('base64url');
}

/**
 * @param schema what a place of this query looks like
 * @throws InputError that names `nextToken` for a token that this query never gave
 */
export function decodeToken<S extends z.ZodMiniType>(
  scope: string,
  token: string,
  schema: S,
): z.infer<S> {
  const text = Buffer.from(token, 'base64url').toString();
  const body = text.slice(DIGEST_LENGTH);
  const genuine = digest(scope, body) === text.slice(0, DIGEST_LENGTH);
  const place = genuine ? schema.safeParse(JSON.parse(body)) : undefined;
  if (place?.success) return place.data;
  throw new InputError('nextToken', 'the nextToken of an answer to the same query', token);
}

/** No secret is in it: it guards against mistakes, and what a token can reach its holder may ask anyway. */
function digest(scope: string, body: string): string {
  const hash = createHash('sha256').update(`${scope}\n${body}`);
  return hash.digest('base64url').slice(0, DIGEST_LENGTH);
}
