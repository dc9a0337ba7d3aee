import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServiceError } from '../errors.ts';

/** A request, its URL, and the response to it. */
export interface HttpExchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
}

/** Sends a response with a JSON body; without a body for undefined. */
export function send(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  sendText(response, status, body === undefined ? undefined : JSON.stringify(body), headers);
}

/**
 * As `send`, for an answer that is none of IVS: its body ends with a line break, so that the prompt of a shell does not stand
 * behind it.
 */
export function sendLine(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  const text = body === undefined ? undefined : `${JSON.stringify(body)}\n`;
  sendText(response, status, text, headers);
}

/** Sends a response whose body is already JSON text; without a body for undefined. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string | undefined,
  headers: Record<string, string>,
): void {
  if (text === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const length = `${Buffer.byteLength(text)}`;
  const type = { 'content-type': 'application/json', 'content-length': length };
  response.writeHead(status, { ...type, ...headers }).end(text);
}

/** Sends an error response. Some SDKs read `message`, others `exceptionMessage`, so it has both. */
export function sendError(
  response: ServerResponse,
  { name, status, message }: ServiceError,
  requestId: string,
): void {
  const headers = { 'x-amzn-RequestId': requestId, 'x-amzn-ErrorType': name };
  send(response, status, { message, exceptionMessage: message }, headers);
}
