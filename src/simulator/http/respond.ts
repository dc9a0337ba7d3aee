import type { ServerResponse } from 'node:http';
import type { ServiceError } from '../errors.ts';

/** Sends a body as JSON; no body for undefined. */
export function send(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  sendText(response, status, body === undefined ? undefined : JSON.stringify(body), headers);
}

/** Sends a body that is JSON already; no body for undefined. */
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

/** An error as the service writes it: some SDKs read `message`, others `exceptionMessage`. */
export function sendError(
  response: ServerResponse,
  { name, status, message }: ServiceError,
  requestId: string,
): void {
  const headers = { 'x-amzn-RequestId': requestId, 'x-amzn-ErrorType': name };
  send(response, status, { message, exceptionMessage: message }, headers);
}
