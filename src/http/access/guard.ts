import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { readTarget } from '../request-url.ts';
import { checkAccess } from './check-access.ts';
import { addCorsHeaders, answerPreflight } from './cors.ts';
import type { AccessPolicy } from './policy.ts';

/** Answers a request that is not allowed, with status 403. */
export type Refuse = (request: IncomingMessage, response: ServerResponse, problem: string) => void;

/**
 * Whether pages of every origin may send a request.
 *
 * @param path path and query
 */
export type IsPublic = (method: string | undefined, path: string) => boolean;

/**
 * Puts a guard before a request listener, so that web pages that were not allowed can neither change nor see
 * anything. Allowed pages get CORS headers. An absolute request target becomes its path.
 */
export function guarded(
  policy: AccessPolicy,
  listener: RequestListener,
  refuse: Refuse,
  isPublic: IsPublic = () => false,
): RequestListener {
  return (request, response) => {
    const { headers, headersDistinct, method } = request;
    const { path, host: targetHost } = readTarget(request.url ?? '/');
    const access = checkAccess(policy, {
      ...{ hosts: headersDistinct.host ?? [], targetHost, origin: headers.origin },
      fetchSite: headersDistinct['sec-fetch-site']?.join(),
      isEncrypted: request.socket instanceof TLSSocket,
      isPublic: isPublic(method, path),
    });
    if ('problem' in access) return refuse(request, response, access.problem);
    if (access.origin !== undefined) addCorsHeaders(response, access.origin);
    if (access.origin !== undefined && method === 'OPTIONS')
      return answerPreflight(request, response);
    request.url = path;
    return listener(request, response);
  };
}
