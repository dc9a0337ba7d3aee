import type { ServerResponse } from 'node:http';

/**
 * Sets the headers of every response. Nothing but the files and the answers of this server is loaded, and no other page can show
 * this one in a frame.
 *
 * @param mediaOrigin where the picture of the one-machine stack comes from
 */
export function addSecurityHeaders(response: ServerResponse, mediaOrigin?: string): void {
  const headers = {
    'Content-Security-Policy': contentSecurityPolicy(mediaOrigin),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** hls.js reads segments with fetch, hands them to the video element as `blob:`, and may work in a worker. */
export function contentSecurityPolicy(mediaOrigin?: string): string {
  const media =
    mediaOrigin === undefined ? [] : ["media-src 'self' blob:", "worker-src 'self' blob:"];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${mediaOrigin === undefined ? '' : ` ${mediaOrigin}`}`,
    ...media,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
