import { parseAuthority } from './authority.ts';
import type { AccessPolicy } from './policy.ts';

/** What a request says about where it comes from. */
export interface RequestSource {
  /** The Host headers; none in some HTTP/1.0 requests. */
  hosts: readonly string[];
  /** The host of an absolute request target, `GET http://<host>/ HTTP/1.1`. */
  targetHost?: string | undefined;
  /** Whether the connection is encrypted: pages of this server then begin with `https:`. */
  isEncrypted?: boolean | undefined;
  /** The Origin header. Browsers send it with every request of a page that may change something. */
  origin?: string | undefined;
  /** Whether the request reads what pages of every origin may read: playlists and segments. */
  isPublic?: boolean | undefined;
  /** The Sec-Fetch-Site header. Browsers also send it with requests that have no Origin, such as images. */
  fetchSite?: string | undefined;
}

/** `origin`: the web page that may read the response. `problem`: why the request is refused. */
export type Access = { origin: string | undefined } | { problem: string };

const LONGEST_QUOTE = 120;

/**
 * Decides whether a request comes from a program, or from a web page that was allowed. Any web page can send
 * requests to 127.0.0.1, so listening there is no protection against web pages:
 *
 * - A page can give its own host name the address 127.0.0.1, and is then of the same origin (DNS rebinding).
 *   The Host header shows that name.
 * - A page of another origin can send requests without reading their responses. Its origin is in the Origin
 *   header, or Sec-Fetch-Site tells that it is another one. A page cannot change these headers.
 *
 * Programs, such as SDKs, the AWS CLI and curl, send neither Origin nor Sec-Fetch-Site.
 */
export function checkAccess(policy: AccessPolicy, source: RequestSource): Access {
  const problem = hostProblem(policy, source);
  if (problem !== undefined) return { problem };
  const { origin, fetchSite } = source;
  if (source.isPublic) return { origin: undefined };
  if (origin !== undefined) {
    const isAllowed = policy.allowsOrigin(origin) || isSameOrigin(origin, source);
    return isAllowed ? { origin } : { problem: originProblem(origin) };
  }
  const isForeign = !['same-origin', 'none', undefined].includes(fetchSite);
  return isForeign ? { problem: siteProblem(fetchSite) } : { origin: undefined };
}

function hostProblem(
  policy: AccessPolicy,
  { hosts, targetHost }: RequestSource,
): string | undefined {
  if (hosts.length > 1) return `Host: expected one header, received ${hosts.length}`;
  const named = [...hosts, ...(targetHost === undefined ? [] : [targetHost])];
  const wrong = named.find((text) => {
    const host = parseAuthority(text);
    return !host || !policy.allowsHost(host);
  });
  if (wrong === undefined) return undefined;
  return `Host: expected localhost, *.localhost, 127.0.0.1, [::1] or an allowed host (setting allowedHosts), received ${quote(wrong)}`;
}

/** A page that this server itself has sent. */
function isSameOrigin(
  origin: string,
  { hosts: [host = ''], targetHost, isEncrypted }: RequestSource,
): boolean {
  const own =
    parseAuthority(targetHost ?? host) && `http${isEncrypted ? 's' : ''}://${targetHost ?? host}`;
  return own !== undefined && new URL(own).origin === origin;
}

const originProblem = (origin: string): string =>
  `Origin: expected no web page, or an allowed origin (setting allowedOrigins), received ${quote(origin)}`;

const siteProblem = (site: string | undefined): string =>
  `Sec-Fetch-Site: expected no web page of another origin, received ${quote(site ?? '')}`;

const quote = (text: string): string => JSON.stringify(text.slice(0, LONGEST_QUOTE));
