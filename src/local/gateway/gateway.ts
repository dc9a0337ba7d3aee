import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { consolePath } from '../../console/server/http/paths.ts';
import type { Refuse } from '../../http/access/guard.ts';
import { HttpError, sendJsonLine, urlOf } from '../../http/respond.ts';
import { errorMessage } from '../../platform/errors.ts';
import { isPlayerPath } from '../../simulator/playback/paths.ts';
import type { StackLog } from '../logs/log.ts';
import { credentialOf } from './credential.ts';
import { answerNotEmulated } from './not-emulated.ts';
import { isForeignProtocol, protocolOf } from './protocol.ts';
import { sendFailure } from './service-error.ts';

/** @param accessKey the access key id with which the request is signed */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  accessKey: string | undefined,
) => void | Promise<void>;

export interface GatewayRoutes {
  /** `GET /` */
  description: RequestHandler;
  /** `/console` and everything below it. */
  console: RequestHandler;
  /** `/_sim/*` */
  control: RequestHandler;
  /** Playlists, segments and recordings. */
  playback: RequestHandler;
  /** By the signing name of the service. */
  services: Record<string, RequestHandler>;
  /** The HTTP API: requests that are signed for `execute-api`, and unsigned ones. */
  httpApi: RequestHandler;
  /** Whether the HTTP API has a route for the request. */
  hasRoute(request: IncomingMessage): boolean;
  log: StackLog;
}

/** The listener of the stack: routes requests by path, then by the service for which they are signed. */
export function gateway(routes: GatewayRoutes): RequestListener {
  return (request, response) => {
    void route(routes, request, response).catch((error) => {
      const status = statusOf(error);
      if (status === 500)
        routes.log('stack', `${request.method} ${request.url}: ${error?.stack ?? error}`);
      if (response.headersSent) response.destroy();
      else sendJsonLine(response, status, { message: errorMessage(error) });
    });
  };
}

/** Answers a request of a web page or to a host that the stack does not allow. */
export const refuseRequest: Refuse = (request, response, message) => {
  const protocol = protocolOf(request, credentialOf(request)?.service);
  sendFailure(request, response, protocol, { status: 403, code: 'ForbiddenException', message });
};

async function route(
  routes: GatewayRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = urlOf(request);
  if (pathname === '/_sim' || pathname.startsWith('/_sim/'))
    return routes.control(request, response, undefined);
  if (consolePath(pathname)) return routes.console(request, response, undefined);
  if (isPlayerPath(pathname)) return routes.playback(request, response, undefined);
  const credential = credentialOf(request);
  if (!credential) return routeUnsigned(routes, request, response);
  const { service, accessKey } = credential;
  if (service === 'execute-api') return routes.httpApi(request, response, accessKey);
  const { services } = routes;
  const answer = Object.hasOwn(services, service) ? services[service] : undefined;
  if (answer && !isForeignProtocol(protocolOf(request, service)))
    return answer(request, response, accessKey);
  return answerNotEmulated(request, response, { service, known: emulated(routes) });
}

async function routeUnsigned(
  routes: GatewayRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isAwsRequest = protocolOf(request, undefined) !== 'rest-json' && !routes.hasRoute(request);
  if (isAwsRequest) return answerNotEmulated(request, response, { known: emulated(routes) });
  const isRoot = request.method === 'GET' && urlOf(request).pathname === '/';
  const answer = isRoot ? routes.description : routes.httpApi;
  return answer(request, response, undefined);
}

const emulated = ({ services }: GatewayRoutes): string[] => [
  ...Object.keys(services),
  'execute-api',
];

const statusOf = (error: unknown): number => (error instanceof HttpError ? error.status : 500);
