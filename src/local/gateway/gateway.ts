import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { errorMessage } from '../../platform/errors.ts';
import { HttpError, sendJson } from '../http.ts';
import type { StackLog } from '../log.ts';
import { credentialOf } from './credential.ts';

/** @param accessKey the access key id with which the request is signed */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  accessKey: string | undefined,
) => void | Promise<void>;

export interface GatewayRoutes {
  /** `GET /` */
  description: RequestHandler;
  /** `/_sim/*` */
  control: RequestHandler;
  /** By the signing name of the service. */
  services: Record<string, RequestHandler>;
  /** All other unsigned requests. */
  unsigned: RequestHandler;
  log: StackLog;
}

/** The listener of the stack: routes requests by path, then by the service for which they are signed. */
export function gateway(routes: GatewayRoutes): RequestListener {
  return (request, response) => {
    void route(routes, request, response).catch((error) => {
      routes.log('stack', `${request.method} ${request.url}: ${error?.stack ?? error}`);
      const status = statusOf(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, status, { message: errorMessage(error) });
    });
  };
}

async function route(
  { description, control, services, unsigned }: GatewayRoutes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?');
  if (path === '/_sim' || path.startsWith('/_sim/')) return control(request, response, undefined);
  const credential = credentialOf(request);
  if (!credential && path === '/' && request.method === 'GET') {
    return description(request, response, undefined);
  }
  if (!credential) return unsigned(request, response, undefined);
  const { service, accessKey } = credential;
  const answer = Object.hasOwn(services, service) ? services[service] : undefined;
  if (answer) return answer(request, response, accessKey);
  const known = Object.keys(services).join(', ');
  const message = `The one-machine stack has no service "${service}" (from the credential scope). It has ${known}.`;
  sendJson(
    response,
    501,
    { __type: 'UnknownService', message },
    { 'x-amzn-errortype': 'UnknownService' },
  );
}

function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  const badUrl =
    error instanceof URIError || (error as { code?: string }).code === 'ERR_INVALID_URL';
  return badUrl ? 400 : 500;
}
