/** At most so many origins may be named if all requests must have one of them. */
export const MAX_STRICT_ORIGINS = 5;

/**
 * @param allowed origins, each possibly with a wildcard at the beginning of its host: `https://*.example.test`; `*` is
 *   any origin
 * @returns whether the origin of a request is one of them
 */
export function allowsOrigin(allowed: readonly string[], origin: string): boolean {
  return allowed.some((text) => {
    const [scheme = '', suffix] = text.split('://*');
    if (text === '*') return true;
    if (suffix === undefined) return text.toLowerCase() === origin.toLowerCase();
    const host = origin.toLowerCase().startsWith(`${scheme.toLowerCase()}://`);
    return host && origin.toLowerCase().endsWith(suffix.toLowerCase());
  });
}

/** Which requests an origin restriction checks. */
export interface OriginRule {
  /** Empty: any origin. */
  origins: readonly string[];
  /** Whether each request must have an allowed Origin header, also one for a segment. */
  isStrict: boolean;
}

/**
 * @param origin the Origin header of the request
 * @returns why it is refused; undefined if it is not
 */
export function originProblem(
  { origins, isStrict }: OriginRule,
  origin: string | undefined,
): string | undefined {
  if (origins.length === 0 && !isStrict) return undefined;
  if (origin === undefined)
    return isStrict ? 'Origin: expected a header, received none' : undefined;
  if (origins.length === 0 || allowsOrigin(origins, origin)) return undefined;
  return `Origin: expected ${origins.join(' or ')}, received ${origin}`;
}
