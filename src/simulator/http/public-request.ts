import { urlOf } from '../../http/request-url.ts';
import { isPlayerPath } from '../playback/paths.ts';

const READING = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether pages of every origin may send the request: players read playlists and segments, as they do on IVS.
 *
 * @param path path and query of the request
 */
export function isPublicRequest(method: string | undefined, path: string): boolean {
  return READING.includes(method ?? '') && isPlayerPath(urlOf({ url: path }).pathname);
}
