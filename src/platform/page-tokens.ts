import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { isoTime } from './clock.ts';
import { InputError } from './errors.ts';

const DIGEST_LENGTH = 12;
const EXPECTED = 'the nextToken of an answer to the same query';

/** The error for a token that no answer to this query had. */
export const foreignToken = (token: unknown): InputError =>
  new InputError('nextToken', EXPECTED, token);

/** A time as `isoTime` writes it, with a year of four digits. Such times sort as text. */
export const isoTimeSchema = z
  .string()
  .check(z.refine((text) => text.length === ISO_LENGTH && isWrittenByIsoTime(text)));
const ISO_LENGTH = '2026-11-21T12:00:00.000Z'.length;

function isWrittenByIsoTime(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && isoTime(ms) === text;
}

/**
 * Makes and reads the page tokens of one query. A token holds a position, after which the next page
 * starts. It is opaque to callers and is valid for one query only.
 *
 * The digest in a token protects against mistakes, not against attacks, so it needs no secret: anybody
 * can forge a token. So a token holds nothing but a position, `schema` admits only positions that the
 * query could have reached, and whoever sends a forged position gets what the query without a token
 * would give as well. Results (such as sums so far) do not belong into a token.
 *
 * @param query identifies the query; the tokens of another query are refused
 * @param schema of the positions in the tokens
 */
export function pageTokens<S extends z.ZodMiniType>(query: unknown, schema: S) {
  const scope = JSON.stringify(query);
  return {
    /** @throws InputError that names `nextToken` */
    read: (token: string | undefined): z.infer<S> | undefined =>
      token === undefined ? undefined : decode(scope, token, schema),
    make: (position: z.infer<S>): string => encode(scope, position),
  };
}

function encode(scope: string, position: unknown): string {
  const body = JSON.stringify(position);
  return Buffer.from(digest(scope, body) + body).toString('base64url');
}

function decode<S extends z.ZodMiniType>(scope: string, token: string, schema: S): z.infer<S> {
  const text = Buffer.from(token, 'base64url').toString();
  const body = text.slice(DIGEST_LENGTH);
  const isForThisQuery = digest(scope, body) === text.slice(0, DIGEST_LENGTH);
  const position = isForThisQuery ? schema.safeParse(jsonOf(body)) : undefined;
  if (position?.success) return position.data;
  throw foreignToken(token);
}

/** @returns undefined if the text is not JSON; JSON has no such value */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function digest(scope: string, body: string): string {
  const hash = createHash('sha256').update(`${scope}\n${body}`);
  return hash.digest('base64url').slice(0, DIGEST_LENGTH);
}
