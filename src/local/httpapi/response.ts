import type { Headers } from '../../http/respond.ts';

export interface HttpResponse {
  status: number;
  headers: Headers;
  cookies: string[];
  body: string | Buffer;
}

/** API Gateway's response if a function has failed, or has not returned a valid response. */
export const SERVER_ERROR: HttpResponse = {
  status: 500,
  headers: { 'content-type': 'application/json' },
  cookies: [],
  body: '{"message":"Internal Server Error"}',
};

/**
 * Reads a function's response in payload format 2.0. A value without `statusCode` is the body itself, as
 * JSON with status 200.
 *
 * @param payload the function's response, as JSON
 */
export function readHttpResponse(payload: string): HttpResponse {
  const response: unknown = JSON.parse(payload);
  const structured = typeof response === 'object' && response !== null && 'statusCode' in response;
  const headers: Headers = { 'content-type': 'application/json' };
  if (!structured) return { status: 200, headers, cookies: [], body: payload };
  const {
    statusCode,
    headers: own = {},
    cookies = [],
    body = '',
    isBase64Encoded,
  } = response as ProxyResponse;
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

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
const JSON_BODY = /^(?:\{.*\}|\[.*\])$/s;

/**
 * Adds a line break to a JSON object or list: curl shows the answer, and the prompt of the shell does not stand
 * behind it. JSON means the same. Other texts stay as the function returned them.
 */
export function withLineBreak(
  body: HttpResponse['body'],
  headers: HttpResponse['headers'],
): HttpResponse['body'] {
  const isJson = JSON_TYPE.test(headers['content-type'] ?? '');
  const isOpen = typeof body === 'string' && JSON_BODY.test(body);
  return isOpen && isJson && headers['content-length'] === undefined ? `${body}\n` : body;
}

interface ProxyResponse {
  statusCode: unknown;
  headers?: Record<string, unknown>;
  cookies?: string[];
  body?: unknown;
  isBase64Encoded?: boolean;
}
