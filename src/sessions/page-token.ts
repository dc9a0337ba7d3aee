import { createHash } from 'node:crypto';
import type * as z from 'zod/mini';
import { InputError } from '../platform/errors.ts';

const DIGEST_LENGTH = 12;

/**
 * Makes a page token: a position after which the next page starts. It is opaque to callers and is
 * valid for one query only.
 *
 * @param scope identifies the query; another query refuses the token
 */
export function encodeToken(scope: string, position: unknown): string {
  const body = JSON.stringify(position);
  return Buffer.from(digest(scope, body) + body).toString('base64url');
}

/**
 * Reads a page token.
 *
 * @param schema of the positions of this query
 * @throws InputError that names `nextToken` if the token was not made for this query
 */
export function decodeToken<S extends z.ZodMiniType>(
  scope: string,
  token: string,
  schema: S,
): z.infer<S> {
  const text = Buffer.from(token, 'base64url').toString();
  const body = text.slice(DIGEST_LENGTH);
  const isForThisQuery = digest(scope, body) === text.slice(0, DIGEST_LENGTH);
  const position = isForThisQuery ? schema.safeParse(JSON.parse(body)) : undefined;
  if (position?.success) return position.data;
  throw new InputError('nextToken', 'the nextToken of an answer to the same query', token);
}

/**
 * The digest protects against mistakes, not against attacks, so it needs no secret. Whoever has a
 * token may send the same queries without it.
 */
function digest(scope: string, body: string): string {
  const hash = createHash('sha256').update(`${scope}\n${body}`);
  return hash.digest('base64url').slice(0, DIGEST_LENGTH);
}
