import type { IncomingMessage } from 'node:http';

/**
 * Reads the target of a request line (https://www.rfc-editor.org/rfc/rfc9112#section-3.2).
 *
 * @returns `path`: path and query, as the client sent them; `host`: only in `GET http://<host>/path HTTP/1.1`
 */
export function readTarget(target: string): { path: string; host?: string } {
  const [, host, path = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)([^#]*)/i.exec(target) ?? [];
  if (host === undefined) return { path: target };
  return { host, path: path.startsWith('/') ? path : `/${path}` };
}

/** The URL of a request. Only path and query count; the host is always `localhost`. The target `*` is the path `/*`. */
export const urlOf = ({ url = '/' }: Pick<IncomingMessage, 'url'>): URL =>
  new URL(`http://localhost${url.startsWith('/') ? '' : '/'}${url}`);

/** @returns a part of a path, decoded; undefined if it is not percent-encoded UTF-8 */
export function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
