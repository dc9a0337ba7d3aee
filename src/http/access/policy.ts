import { type Authority, isLoopback, parseAuthority } from './authority.ts';

/** Who may send requests, besides programs on this machine. */
export interface AccessOptions {
  allowedHosts?: readonly string[];
  allowedOrigins?: readonly string[];
}

export interface AccessPolicy {
  allowsHost(host: Authority): boolean;
  /** @param origin the value of an Origin header */
  allowsOrigin(origin: string): boolean;
}

/** What an allowed host is, for errors. */
export const HOST_FORM = 'a host such as host.docker.internal, *.example.test or stack:4566';
/** What an allowed origin is, for errors. */
export const ORIGIN_FORM = 'the origin of a web page, such as http://localhost:5173';

/** @returns undefined for a text that is not a host */
export function parseHostPattern(text: string): ((host: Authority) => boolean) | undefined {
  const suffix = text.startsWith('*.') ? text.slice(1) : undefined;
  const wanted = parseAuthority(suffix?.slice(1) ?? text);
  if (!wanted) return undefined;
  const anyPort = !/:\d+$/.test(text);
  return ({ name, port }) => {
    const sameName = suffix ? name.endsWith(`.${wanted.name}`) : name === wanted.name;
    return sameName && (anyPort || port === wanted.port);
  };
}

/**
 * Reads an origin. `*` and `null` are none: they would allow every web page, because any page can open a
 * frame whose origin is `null`.
 *
 * @returns the origin as browsers send it; undefined for any other text
 */
export function parseOrigin(text: string): string | undefined {
  if (/^https?:/i.test(text)) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isBare = url?.href.toLowerCase() === `${url?.origin}/` && !text.includes('*');
    return isBare ? url?.origin : undefined;
  }
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/,*]+$/.test(text) ? text : undefined;
}

export const isHostPattern = (text: string): boolean => parseHostPattern(text) !== undefined;
export const isOrigin = (text: string): boolean => parseOrigin(text) !== undefined;

/** @param options checked hosts and origins */
export function accessPolicy({
  allowedHosts = [],
  allowedOrigins = [],
}: AccessOptions): AccessPolicy {
  const hosts = allowedHosts.flatMap((text) => parseHostPattern(text) ?? []);
  const origins = new Set(allowedOrigins.map(parseOrigin));
  return {
    allowsHost: (host) => isLoopback(host) || hosts.some((allows) => allows(host)),
    allowsOrigin: (origin) => origins.has(origin),
  };
}
