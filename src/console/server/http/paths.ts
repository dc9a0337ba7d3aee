import { urlOf } from '../../../http/request-url.ts';

/** Everything of the console is below this path. */
export const BASE = '/console';
const API = `${BASE}/api/`;
const ASSETS = `${BASE}/assets/`;

/** What a path of the console names. A page is any other path: the page itself knows its views. */
export type ConsolePath =
  | { kind: 'page' }
  | { kind: 'asset'; name: string }
  | { kind: 'api'; name: string };

/** @returns undefined for a path of something else */
export function consolePath(pathname: string): ConsolePath | undefined {
  if (pathname.startsWith(API)) return { kind: 'api', name: pathname.slice(API.length) };
  if (pathname.startsWith(ASSETS)) return { kind: 'asset', name: pathname.slice(ASSETS.length) };
  return pathname === BASE || pathname.startsWith(`${BASE}/`) ? { kind: 'page' } : undefined;
}

/**
 * Whether pages of every origin may send the request: they may have links to the console. The page and its files are the same for
 * everybody, and no other page can read them.
 *
 * @param path path and query of the request
 */
export function isPublicConsoleRequest(method: string | undefined, path: string): boolean {
  return method === 'GET' && consolePath(urlOf({ url: path }).pathname)?.kind === 'page';
}
