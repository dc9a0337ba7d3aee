import { sendJson } from '../http/respond.ts';
import { ACCOUNT, REGION } from './account.ts';
import type { StackPlan } from './config/plan.ts';
import type { RequestHandler } from './gateway/gateway.ts';

/** Answers `GET /` with a description of the stack, for people and for readiness checks. */
export function describeStack(plan: StackPlan, endpoint: string, rtmp?: string): RequestHandler {
  const description = {
    name: `${plan.service}: the one-machine stack`,
    use: `AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${REGION}, any credentials`,
    ...(rtmp && { encoders: `${rtmp}/<stream key>` }),
    account: ACCOUNT,
    region: REGION,
    services: ['ivs', 'dynamodb', 'sqs', 'events', 'lambda', 'secretsmanager', 'execute-api'],
    control:
      '/_sim/ (encoders, viewers, cues, events, alarms, metrics, faults, quotas, policies, report, reset)',
    functions: plan.functions.map(({ name }) => name),
    routes: plan.routes.map(({ method, path }) => `${method} ${path}`),
    queues: plan.queues.map(({ name }) => name),
    tables: plan.tables.map(({ name }) => name),
    buses: ['default', ...plan.buses],
  };
  return (_request, response) => sendJson(response, 200, description);
}
