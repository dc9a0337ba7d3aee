import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../errors.ts';

/** The protocol requires `application/json`. The others are what curl and fetch send if one does not say it. */
const JSON_TYPES = [
  ...['application/json', 'application/x-amz-json-1.0', 'application/x-amz-json-1.1'],
  ...['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream'],
];
const JSON_RANGES = ['application/json', 'application/*', '*/*'];

/** @throws ServiceError 415 for a body that is declared as something else than JSON, or as compressed */
export function requireJsonRequest(headers: IncomingHttpHeaders): void {
  const { 'content-type': type = 'application/json' } = headers;
  if (!JSON_TYPES.includes(mediaType(type))) {
    throw unsupported('Content-Type', 'application/json', type);
  }
  const { 'content-encoding': encoding = 'identity' } = headers;
  if (encoding.toLowerCase() !== 'identity')
    throw unsupported('Content-Encoding', 'none', encoding);
}

/** @throws ServiceError 406 for a client that does not accept JSON */
export function requireJsonResponse({ accept = '*/*' }: IncomingHttpHeaders): void {
  if (accept.split(',').some((range) => JSON_RANGES.includes(mediaType(range)))) return;
  const message = `Accept: expected application/json, received ${JSON.stringify(accept)}`;
  throw new ServiceError('NotAcceptableException', 406, message);
}

/** A media type without its parameters. */
const mediaType = (text: string): string => (text.split(';')[0] ?? '').trim().toLowerCase();

const unsupported = (header: string, expected: string, received: string): ServiceError =>
  new ServiceError(
    'UnsupportedMediaTypeException',
    415,
    `${header}: expected ${expected}, received ${JSON.stringify(received)}`,
  );
