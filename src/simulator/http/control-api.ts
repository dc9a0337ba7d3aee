import { CONTROL_ROUTES, type SimulatorMethods } from '../control/routes.ts';
import { ControlError } from '../errors.ts';

export interface ControlResponse {
  status: number;
  body: unknown;
}

/** The routes as `GET /` lists them, such as `PUT /_sim/viewers`. */
export const CONTROLS: string[] = CONTROL_ROUTES.map(({ method, path }) => `${method} ${path}`);

const ROUTES = CONTROL_ROUTES.map((route) => ({
  ...route,
  pattern: new RegExp(`^${route.path.replace('{streamId}', '(?<streamId>[^/]+)')}$`),
}));

/**
 * Answers a request to `/_sim/`.
 *
 * @throws ControlError 404 for an unknown path, 405 for an unknown method of a path, or the error of
 *   the route
 */
export function handleControl(
  simulator: SimulatorMethods,
  method: string,
  { pathname, searchParams: query }: URL,
  body: unknown,
): ControlResponse {
  const { route, streamId } = findRoute(method, pathname);
  const { status = 200 } = route;
  return { status, body: route.run(simulator, { streamId, body, query }) };
}

function findRoute(method: string, path: string) {
  const atPath = ROUTES.filter(({ pattern }) => pattern.test(path));
  if (atPath.length === 0) {
    throw new ControlError(404, `${path}: unknown path; expected one of: ${CONTROLS.join(', ')}`);
  }
  const route = atPath.find((one) => one.method === method);
  if (!route) {
    const methods = atPath.map((one) => one.method).join(', ');
    throw new ControlError(405, `${method} ${path}: unknown method; expected ${methods}`);
  }
  const { streamId = '' } = route.pattern.exec(path)?.groups ?? {};
  return { route, streamId: decodeURIComponent(streamId) };
}
