import { about } from './about.ts';
import { answerEvents } from './bus/protocol.ts';
import { readSeenQuery } from './bus/recent.ts';
import type { Plan } from './config/plan.ts';
import { answerLambda } from './functions/invoke-api.ts';
import type { Answer, GatewayRoutes } from './gateway/gateway.ts';
import { sendJson, urlOf } from './http.ts';
import { answerHttpApi } from './httpapi/http-api.ts';
import type { Log } from './log.ts';
import { type Parts, resetParts } from './parts.ts';
import { answerSecrets } from './secrets/protocol.ts';
import { answerSqs } from './sqs/protocol.ts';

/** Which part answers what. */
export function servicesOf(
  plan: Plan,
  parts: Parts,
  { endpoint, log }: { endpoint: string; log: Log },
): GatewayRoutes {
  const { simulator, tables, queues, buses, secrets, host, asyncInvoker } = parts;
  const httpApi: Answer = (request, response, accessKey) =>
    answerHttpApi({ routes: plan.routes, host }, request, response, accessKey);
  return {
    log,
    about: about(plan, endpoint, parts.rtmp?.endpoint),
    async control(request, response) {
      if (request.method === 'POST' && request.url === '/_sim/reset') await resetParts(parts);
      const { pathname, searchParams } = urlOf(request);
      if (request.method === 'GET' && pathname === '/_sim/events') {
        const query = readSeenQuery(searchParams, (bus) => buses.has(bus));
        return sendJson(response, 200, buses.recent.find(query));
      }
      simulator.listener(request, response);
    },
    unsigned: httpApi,
    services: {
      ivs: (request, response) => simulator.listener(request, response),
      dynamodb: (request, response) => tables.answer(request, response),
      sqs: (request, response) => answerSqs(queues, request, response),
      events: (request, response) => answerEvents(buses, request, response),
      lambda: (request, response) => answerLambda({ host, asyncInvoker }, request, response),
      secretsmanager: (request, response) => answerSecrets(secrets, request, response),
      'execute-api': httpApi,
    },
  };
}
