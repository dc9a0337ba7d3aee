import type { IncomingMessage, ServerResponse } from 'node:http';

/** The headers, besides the simple ones, that a page may read. SDKs need them for errors and invocations. */
const EXPOSED_HEADERS = [
  ...['x-amzn-RequestId', 'x-amzn-ErrorType', 'x-amzn-ErrorMessage', 'x-amzn-query-error'],
  ...['x-amz-function-error', 'x-amz-executed-version', 'x-amz-log-result', 'x-amz-crc32', 'Date'],
  ...['smithy-protocol'],
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** For so long a browser does not ask again, in seconds. */
const MAX_AGE_SECONDS = 600;
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~, -]+$/;

/**
 * Lets an allowed page read the response (https://fetch.spec.whatwg.org/#http-cors-protocol). IVS allows every
 * origin; the simulator allows only those that may use it at all.
 */
export function addCorsHeaders(response: ServerResponse, origin: string): void {
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS.join(','));
  response.setHeader('Vary', 'Origin');
}

/** Answers the request by which a browser asks whether an allowed page may send another request. */
export function answerPreflight({ headers }: IncomingMessage, response: ServerResponse): void {
  const wanted = headers['access-control-request-headers'];
  response.setHeader('Access-Control-Allow-Methods', METHODS.join(', '));
  if (wanted && HEADER_NAMES.test(wanted))
    response.setHeader('Access-Control-Allow-Headers', wanted);
  if (headers['access-control-request-private-network'] === 'true')
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
  response.setHeader('Access-Control-Max-Age', MAX_AGE_SECONDS);
  response.setHeader('Vary', 'Origin, Access-Control-Request-Headers');
  response.writeHead(204).end();
}
