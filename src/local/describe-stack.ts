import { sendJsonLine } from '../http/respond.ts';
import { ACCOUNT, REGION } from './account.ts';
import type { Backends } from './backends.ts';
import type { StackPlan } from './config/plan.ts';
import type { RequestHandler } from './gateway/gateway.ts';

type Described = Pick<Backends, 'queues' | 'eventBridge' | 'rtmp'>;

/** Answers `GET /` with a description of the stack, for people and for readiness checks. */
export function describeStack(
  plan: StackPlan,
  endpoint: string,
  backends: Described,
): RequestHandler {
  return (_request, response) => sendJsonLine(response, 200, describe(plan, endpoint, backends));
}

function describe(
  plan: StackPlan,
  endpoint: string,
  { queues, eventBridge, rtmp }: Described,
): object {
  return {
    name: `${plan.service}: the one-machine stack`,
    use: `AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${REGION}, any credentials`,
    ...(rtmp && { encoders: `${rtmp.endpoint}/<stream key>` }),
    account: ACCOUNT,
    region: REGION,
    services: ['ivs', 'dynamodb', 'sqs', 'events', 'lambda', 'secretsmanager', 'execute-api'],
    control:
      '/_sim/ (encoders, viewers, cues, events, subscriptions, alarms, metrics, faults, quotas, policies, report, reset)',
    functions: plan.functions.map(({ name }) => name),
    routes: plan.routes.map(({ method, path }) => `${method} ${path}`),
    queues: queues.plans().map(({ name }) => name),
    tables: plan.tables.map(({ name }) => name),
    buses: eventBridge.buses.names(),
    rulesOfOtherCode: eventBridge.created.list().map(({ bus, name }) => `${bus}/${name}`),
  };
}
