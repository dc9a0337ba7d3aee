import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { BodyTooLargeError, readBody as readLimitedBody } from './read-body.ts';

/** No AWS API accepts larger requests. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** An error with the HTTP status of its response. */
export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** @throws HttpError 413 for a body over 16 MiB */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  try {
    return await readLimitedBody(request, MAX_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw new HttpError(413, `body: ${error.message}`);
  }
}

export { urlOf } from './request-url.ts';

export type Headers = Record<string, string>;

/** Sends a response, unless the client has disconnected or has its response already. */
export function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.destroyed || response.writableEnded) return;
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Headers = {},
): void {
  send(response, status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });
}

/**
 * As `sendJson`, for an answer that is none of an AWS service: it ends with a line break, so that the prompt of a shell does
 * not stand behind it.
 */
export function sendJsonLine(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Headers = {},
): void {
  const type = { 'content-type': 'application/json' };
  send(response, status, `${JSON.stringify(value)}\n`, { ...type, ...headers });
}

/** A signal that fires when the client disconnects before the response is complete. */
export function disconnectSignal(response: ServerResponse): AbortSignal {
  const disconnected = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) disconnected.abort();
  });
  return disconnected.signal;
}
