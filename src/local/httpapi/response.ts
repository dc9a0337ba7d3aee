import type { Headers } from '../http.ts';

export interface HttpResponse {
  status: number;
  headers: Headers;
  cookies: string[];
  body: string | Buffer;
}

/** What API Gateway says when a function failed, or answered what can't be a response. */
export const SERVER_ERROR: HttpResponse = {
  status: 500,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: '{"message":"Internal Server Error"}',
};

/**
 * Reads a function's answer in payload format 2.0. Anything without a `statusCode` is itself the body,
 * as JSON, with status 200.
 *
 * @param payload the function's answer, as JSON
 */
export function readHttpResponse(payload: string): HttpResponse {
  const answer: unknown = JSON.parse(payload);
  const structured = typeof answer === 'object' && answer !== null && 'statusCode' in answer;
  const headers: Headers = { 'content-type': 'application/json' };
  if (!structured) return { status: 200, headers, cookies: [], body: payload };
  const {
    statusCode,
    headers: own = {},
    cookies = [],
    body = '',
    isBase64Encoded,
  } = answer as ProxyResponse;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599 || typeof body !== 'string') {
    return SERVER_ERROR;
  }
  for (const [name, value] of Object.entries(own)) headers[name.toLowerCase()] = String(value);
  return {
    status,
    headers,
    cookies,
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
}

interface ProxyResponse {
  statusCode: unknown;
  headers?: Record<string, unknown>;
  cookies?: string[];
  body?: unknown;
  isBase64Encoded?: boolean;
}
