import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** The simulator says here why it refuses a player. IVS has no such header. */
export const REASON_HEADER = 'x-ivs-simulator-reason';

/** A refusal of a player. */
export class PlaybackError extends Error {
  override readonly name = 'PlaybackError';
  /** The HTTP status. */
  readonly status: number;
  /** The error code in the body. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Pages of any origin may play (https://fetch.spec.whatwg.org/#http-cors-protocol). */
const CORS: OutgoingHttpHeaders = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': `${REASON_HEADER},Date,Content-Length`,
};
const PREFLIGHT: OutgoingHttpHeaders = {
  ...CORS,
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': '*',
  'access-control-max-age': '600',
};

export const MEDIA_TYPES = {
  playlist: 'application/vnd.apple.mpegurl',
  segment: 'video/mp2t',
  json: 'application/json',
  jpeg: 'image/jpeg',
};

/** The headers of a response to a player. Nothing is cached: after a reset, a path has another content. */
export const mediaHeaders = (type: keyof typeof MEDIA_TYPES): OutgoingHttpHeaders => ({
  ...CORS,
  'content-type': MEDIA_TYPES[type],
  'cache-control': 'no-store',
});

export function sendMedia(
  response: ServerResponse,
  type: keyof typeof MEDIA_TYPES,
  body: string | Buffer,
): void {
  const length = { 'content-length': Buffer.byteLength(body) };
  response.writeHead(200, { ...mediaHeaders(type), ...length }).end(body);
}

export function sendPlaybackError(
  response: ServerResponse,
  { status, code, message }: PlaybackError,
): void {
  const body = JSON.stringify([{ type: 'error', error: message, error_code: code }]);
  const type = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  const reason = { [REASON_HEADER]: headerText(message) };
  response.writeHead(status, { ...CORS, ...type, ...reason }).end(body);
}

export function answerPlaybackPreflight(response: ServerResponse): void {
  response.writeHead(204, PREFLIGHT).end();
}

/** A header may have only printable ASCII characters. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');
