import type { IncomingMessage } from 'node:http';
import { JsonError, parseJsonBody } from '../../../http/json.ts';
import { BodyTooLargeError, readBody } from '../../../http/read-body.ts';
import { HttpError } from '../../../http/respond.ts';
import { isSameSecret } from '../access/secrets.ts';

/** No action is longer: 100 ids of letters, or a message of 1,000 characters. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Checks that the page of this console sends an action, and no other page.
 *
 * @throws HttpError
 */
export function expectOwnPage({ headers }: IncomingMessage, actionToken: string): void {
  if (headers.origin === undefined)
    throw new HttpError(403, 'Origin: expected that of the console, received nothing');
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new HttpError(
      415,
      `Content-Type: expected application/json, received ${type ?? 'nothing'}`,
    );
  const token = headers['x-console-token'];
  if (typeof token !== 'string' || !isSameSecret(actionToken, token))
    throw new HttpError(
      403,
      'x-console-token: expected the actionToken of /console/api/about: reload the page',
    );
}

/** @throws HttpError for a body that is too large or no JSON */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return parseJsonBody(await readBody(request, MAX_BODY_BYTES));
  } catch (cause) {
    if (cause instanceof BodyTooLargeError)
      throw new HttpError(413, `body: ${cause.message}`, { cause });
    if (!(cause instanceof JsonError)) throw cause;
    throw new HttpError(400, `body: expected JSON, received ${cause.message}`, { cause });
  }
}
