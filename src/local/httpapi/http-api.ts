import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, send, sendJsonLine, urlOf } from '../../http/respond.ts';
import type { RoutePlan } from '../config/plan.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import { httpEvent } from './event.ts';
import { type HttpResponse, readHttpResponse, SERVER_ERROR, withLineBreak } from './response.ts';
import { matchRoute } from './routes.ts';

/** The timeout of an HTTP API's integration: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const INTEGRATION_TIMEOUT_MS = 30_000;
const UNAVAILABLE: HttpResponse = {
  ...SERVER_ERROR,
  status: 503,
  body: '{"message":"Service Unavailable"}',
};

/** Whether a request has a route. */
export const hasRoute = (routes: RoutePlan[], request: IncomingMessage): boolean =>
  matchRoute(routes, request.method ?? '', urlOf(request).pathname) !== undefined;

/**
 * Answers a request to the HTTP API. A route with IAM authorization accepts only signed requests; the
 * signature is not verified.
 *
 * @param accessKey the access key id with which the request is signed; undefined if it is unsigned
 */
export async function answerHttpApi(
  { routes, host }: { routes: RoutePlan[]; host: FunctionHost },
  request: IncomingMessage,
  response: ServerResponse,
  accessKey: string | undefined,
): Promise<void> {
  const { pathname } = urlOf(request);
  const match = matchRoute(routes, request.method ?? '', pathname);
  if (!match) return sendJsonLine(response, 404, { message: 'Not Found' });
  if (!match.pathParameters) return sendJsonLine(response, 400, { message: 'Bad Request' });
  if (match.route.authorization === 'iam' && accessKey === undefined) {
    return sendJsonLine(response, 403, { message: 'Forbidden' });
  }
  const event = httpEvent(request, await readBody(request), match, { at: Date.now(), accessKey });
  const { status, headers, cookies, body } = await invoke(host, match.route.function, event);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  send(response, status, withLineBreak(body, headers), headers);
}

async function invoke(host: FunctionHost, name: string, event: object): Promise<HttpResponse> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<HttpResponse>((resolve) => {
    timer = setTimeout(resolve, INTEGRATION_TIMEOUT_MS, UNAVAILABLE).unref();
  });
  const answer = host.invoke(name, JSON.stringify(event)).then((outcome) => {
    return 'payload' in outcome ? readHttpResponse(outcome.payload) : SERVER_ERROR;
  });
  // Otherwise the timer would keep the answer in memory for its 30 seconds.
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}
