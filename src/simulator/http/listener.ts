import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimulatorMethods } from '../control/routes.ts';
import { ControlError } from '../errors.ts';
import { model } from '../model/model.ts';
import { operations } from '../operations/index.ts';
import type { SimulatedService } from '../simulated-service.ts';
import { handleAwsApi } from './aws-api.ts';
import { CONTROLS, handleControl } from './control-api.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';
import { send } from './respond.ts';

/** The whole HTTP edge: the service's API, the controls under `/_sim/`, and `GET /`. */
export function createListener(simulator: SimulatorMethods, current: () => SimulatedService) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response, simulator, current).catch((error) => {
      const clientIsGone = request.destroyed && !request.complete;
      if (clientIsGone) return;
      console.error('simulator: a request failed in a way that is a bug', error);
      if (response.headersSent) response.destroy();
      else
        send(
          response,
          500,
          { message: `${error}` },
          { 'x-amzn-ErrorType': 'InternalServerException' },
        );
    });
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  simulator: SimulatorMethods,
  current: () => SimulatedService,
): Promise<void> {
  const url = urlOf(request);
  if (url.pathname === '/' && request.method === 'GET')
    return send(response, 200, about(current()));
  const { maxBodyBytes } = current().settings;
  if (!url.pathname.startsWith('/_sim/')) {
    return handleAwsApi({ request, response, url }, current);
  }
  try {
    const body = await readControlBody(request, maxBodyBytes);
    const answer = handleControl(simulator, request.method ?? 'GET', url, body);
    send(response, answer.status, answer.body);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    send(response, error.status, { message: error.message });
  }
}

/** A request line that is no URL is answered like any other unknown path. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  const base = 'http://simulator';
  return URL.canParse(url, base) ? new URL(url, base) : new URL('/unreadable', base);
}

async function readControlBody(request: IncomingMessage, limit: number): Promise<unknown> {
  try {
    const text = (await readBody(request, limit)).toString();
    return text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    if (cause instanceof BodyTooLargeError) throw new ControlError(413, `body: ${cause.message}`);
    if (cause instanceof SyntaxError)
      throw new ControlError(400, `body: expected JSON: ${cause.message}`);
    throw cause;
  }
}

/** What `GET /` says: what this is, and what it has. */
function about({ settings, resources, sessions, quotas, faults }: SimulatedService): object {
  return {
    name: 'Amazon IVS simulator',
    service: 'ivs',
    apiVersion: model.metadata.apiVersion,
    account: settings.account,
    region: settings.region,
    seed: settings.seed,
    has: {
      channels: resources.channels.size,
      streamKeys: resources.streamKeys.size,
      streams: sessions.activeCount,
      playbackKeyPairs: resources.playbackKeys.size,
      recordingConfigurations: resources.recordingConfigurations.size,
      playbackRestrictionPolicies: resources.playbackRestrictionPolicies.size,
      adConfigurations: resources.adConfigurations.size,
    },
    enforcesCallRates: quotas.enforce,
    faults: faults.faults,
    operations: [...operations.keys()].sort(),
    controls: CONTROLS,
  };
}
