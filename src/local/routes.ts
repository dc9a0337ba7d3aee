import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Console } from '../console/server/console.ts';
import { sendJsonLine, urlOf } from '../http/respond.ts';
import { answerAlarms } from './alarms/routes.ts';
import { type Backends, resetBackends } from './backends.ts';
import { deliverEvent } from './bus/deliver-event.ts';
import { answerEvents } from './bus/protocol.ts';
import { readRecentEventsQuery } from './bus/recent.ts';
import { subscriptions } from './bus/subscriptions.ts';
import type { StackPlan } from './config/plan.ts';
import { describeStack } from './describe-stack.ts';
import { getFaults, putFaults } from './faults/control.ts';
import { withServiceFaults } from './faults/faulty-handler.ts';
import { answerLambda } from './functions/invoke-api.ts';
import type { GatewayRoutes, RequestHandler } from './gateway/gateway.ts';
import { answerHttpApi, hasRoute } from './httpapi/http-api.ts';
import type { StackLog } from './logs/log.ts';
import { answerSecrets } from './secrets/protocol.ts';
import { answerSqs } from './sqs/protocol.ts';

/** Assigns each kind of request to the backend that answers it. */
export function gatewayRoutes(
  plan: StackPlan,
  backends: Backends,
  { endpoint, log, served }: { endpoint: string; log: StackLog; served: Pick<Console, 'listener'> },
): GatewayRoutes {
  const { simulator, tables, queues, eventBridge, secrets, host, asyncInvoker, mappings } =
    backends;
  const httpApi: RequestHandler = (request, response, accessKey) =>
    answerHttpApi({ routes: plan.routes, host }, request, response, accessKey);
  return {
    log,
    description: describeStack(plan, endpoint, backends),
    console: (request, response) => served.listener(request, response),
    control: (request, response) => answerControl(backends, request, response),
    playback: (request, response) => simulator.listener(request, response),
    httpApi,
    hasRoute: (request) => hasRoute(plan.routes, request),
    services: {
      ivs: (request, response) => simulator.listener(request, response),
      ...withServiceFaults(() => backends.serviceFaults, {
        dynamodb: (request, response) => tables.answer(request, response),
        sqs: (request, response) => answerSqs(queues, request, response),
        events: (request, response) => answerEvents(eventBridge, request, response),
        lambda: (request, response) =>
          answerLambda({ host, asyncInvoker, mappings }, request, response),
        secretsmanager: (request, response) => answerSecrets(secrets, request, response),
      }),
    },
  };
}

/** Answers a request to a route under `/_sim/`: of the stack, or else of the simulator. */
async function answerControl(
  backends: Backends,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { simulator, queues, buses, eventBridge } = backends;
  const { pathname, searchParams } = urlOf(request);
  const route = `${request.method} ${pathname}`;
  if (route === 'POST /_sim/reset') await resetBackends(backends);
  if (route === 'GET /_sim/events') {
    const query = readRecentEventsQuery(searchParams, (bus) => buses.has(bus));
    return sendJsonLine(response, 200, buses.recent.find(query));
  }
  if (route === 'POST /_sim/events') return deliverEvent(backends, request, response);
  if (route === 'GET /_sim/subscriptions')
    return sendJsonLine(response, 200, subscriptions(eventBridge, queues));
  if (route === 'GET /_sim/faults') return getFaults(backends, response);
  if (route === 'PUT /_sim/faults') return putFaults(backends, request, response);
  if (await answerAlarms(backends.alarms, pathname, request, response)) return;
  simulator.listener(request, response);
}
