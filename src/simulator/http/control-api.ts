import type { IncomingMessage } from 'node:http';
import { JsonError, parseJsonBody } from '../../http/json.ts';
import { BodyTooLargeError, readBody } from '../../http/read-body.ts';
import { decodePart } from '../../http/request-url.ts';
import { quote } from '../../platform/errors.ts';
import { CONTROL_ROUTES, type SimulatorMethods } from '../control/routes.ts';
import { ControlError } from '../errors.ts';
import { type HttpExchange, sendLine } from './respond.ts';

/** The routes as `GET /` lists them, such as `PUT /_sim/viewers`. */
export const CONTROLS: string[] = CONTROL_ROUTES.map(({ method, path }) => `${method} ${path}`);

const ROUTES = CONTROL_ROUTES.map((route) => ({
  ...route,
  pattern: new RegExp(`^${route.path.replace('{streamId}', '(?<streamId>[^/]+)')}$`),
}));

/** Answers a request to `/_sim/`. An error gets the response `{message}` with the status of the error. */
export async function handleControlApi(
  { request, response, url }: HttpExchange,
  simulator: SimulatorMethods,
  maxBodyBytes: number,
): Promise<void> {
  try {
    const body = await readJson(request, maxBodyBytes);
    const { route, streamId } = findRoute(request.method ?? 'GET', url.pathname);
    const result = route.run(simulator, { streamId, body, query: url.searchParams });
    sendLine(response, route.status ?? 200, result);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    sendLine(response, error.status, { message: error.message });
  }
}

/** @throws ControlError 413 for a body that is too large, 400 for one that is not JSON */
async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  try {
    const body = await readBody(request, maxBytes);
    return body.length === 0 ? undefined : parseJsonBody(body);
  } catch (cause) {
    if (cause instanceof BodyTooLargeError) throw new ControlError(413, `body: ${cause.message}`);
    if (!(cause instanceof JsonError)) throw cause;
    throw new ControlError(400, `body: expected JSON, received ${cause.message}`);
  }
}

/** @throws ControlError 404 for an unknown path, 405 for an unknown method of a path */
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
  const streamId = decodePart(route.pattern.exec(path)?.groups?.streamId ?? '');
  if (streamId === undefined) {
    throw new ControlError(
      400,
      `streamId: expected percent-encoded UTF-8, received ${quote(path)}`,
    );
  }
  return { route, streamId };
}
