import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { guarded, type Refuse } from '../../http/access/guard.ts';
import { accessPolicy } from '../../http/access/policy.ts';
import { urlOf } from '../../http/request-url.ts';
import type { SimulatorMethods } from '../control/routes.ts';
import { PLAYBACK_PREFIX, RECORDINGS_PREFIX } from '../playback/paths.ts';
import type { SimulatedService } from '../simulated-service.ts';
import { about } from './about.ts';
import { handleAwsApi } from './aws-api.ts';
import { handleControlApi } from './control-api.ts';
import { handlePlayback } from './playback/playback-api.ts';
import { handleRecording } from './playback/recordings-api.ts';
import { isPublicRequest } from './public-request.ts';
import { sendLine } from './respond.ts';

const INTERNAL_ERROR = { 'x-amzn-ErrorType': 'InternalServerException' };
const FORBIDDEN = { 'x-amzn-ErrorType': 'ForbiddenException' };

/**
 * Creates the HTTP request listener: the IVS API, the routes under `/_sim/`, and `GET /`. It refuses web pages
 * that the settings do not allow.
 *
 * @param current gives the current service; a reset replaces it
 */
export function createListener(
  simulator: SimulatorMethods,
  current: () => SimulatedService,
): RequestListener {
  const listener: RequestListener = (request, response) => {
    handle(request, response, simulator, current).catch((error) => {
      const clientIsGone = request.destroyed && !request.complete;
      if (clientIsGone) return;
      console.error('simulator: unexpected error in a request; this is a bug', error);
      if (response.headersSent) response.destroy();
      else sendLine(response, 500, { message: `${error}` }, INTERNAL_ERROR);
    });
  };
  const refuse: Refuse = (_request, response, message) => {
    sendLine(response, 403, { message }, FORBIDDEN);
  };
  return guarded(accessPolicy(current().settings), listener, refuse, isPublicRequest);
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  simulator: SimulatorMethods,
  current: () => SimulatedService,
): Promise<void> {
  const url = urlOf(request);
  if (url.pathname === '/' && request.method === 'GET') {
    return sendLine(response, 200, about(current()));
  }
  const exchange = { request, response, url };
  if (url.pathname.startsWith(PLAYBACK_PREFIX)) return handlePlayback(exchange, current());
  if (url.pathname.startsWith(RECORDINGS_PREFIX))
    return handleRecording(exchange, current().settings.recordings);
  if (!url.pathname.startsWith('/_sim/')) return handleAwsApi(exchange, current);
  return handleControlApi(exchange, simulator, current().settings.maxBodyBytes);
}
