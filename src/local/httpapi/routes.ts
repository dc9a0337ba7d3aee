import { decodePart } from '../../http/request-url.ts';
import type { RoutePlan } from '../config/plan.ts';

export interface RouteMatch {
  route: RoutePlan;
  /** `POST /metadata`, or `$default`. */
  routeKey: string;
  /** undefined if the path is not percent-encoded UTF-8. */
  pathParameters: Record<string, string> | undefined;
}

/** Finds the most specific route: without parameters, with parameters, with a greedy parameter, then `*`. */
export function matchRoute(
  routes: RoutePlan[],
  method: string,
  path: string,
): RouteMatch | undefined {
  const matches = routes
    .filter((route) => route.method === method || route.method === '*')
    .flatMap((route) => {
      const encoded = matchPath(route.path, path);
      if (!encoded) return [];
      return [{ route, routeKey: keyOf(route), pathParameters: decodeAll(encoded) }];
    });
  return matches.sort((a, b) => wildcardWeight(a.route) - wildcardWeight(b.route))[0];
}

const keyOf = ({ method, path }: RoutePlan): string =>
  path === '*' ? '$default' : `${method === '*' ? 'ANY' : method} ${path}`;

/** Higher for less specific routes: a greedy parameter weighs most, then parameters, then any method. */
function wildcardWeight({ method, path }: RoutePlan): number {
  if (path === '*') return Number.POSITIVE_INFINITY;
  const greedy = path.includes('+}') ? 1_000 : 0;
  const parameters = path.split('{').length - 1;
  return greedy + parameters * 2 + (method === '*' ? 1 : 0);
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  if (pattern === '*') return {};
  const source = pattern
    .split('/')
    .map((segment) => {
      const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(segment) ?? [];
      if (name) return greedy ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`;
      return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  const match = new RegExp(`^${source}$`).exec(path);
  return match ? { ...match.groups } : undefined;
}

function decodeAll(encoded: Record<string, string>): Record<string, string> | undefined {
  const decoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(encoded)) {
    const text = decodePart(value);
    if (text === undefined) return undefined;
    decoded[name] = text;
  }
  return decoded;
}
