import type { RoutePlan } from '../config/plan.ts';

export interface RouteMatch {
  route: RoutePlan;
  /** `POST /metadata`, or `$default`. */
  routeKey: string;
  pathParameters: Record<string, string>;
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
      const pathParameters = matchPath(route.path, path);
      return pathParameters ? [{ route, routeKey: keyOf(route), pathParameters }] : [];
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
  if (!match) return undefined;
  const groups = Object.entries(match.groups ?? {});
  return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
}
