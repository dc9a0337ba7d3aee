import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAwsJson, unknownOperation } from '../aws-json.ts';
import { EVENTS_OPERATIONS, eventsOperation } from './operations/index.ts';
import type { EventsApi } from './operations/operation.ts';

const PREFIX = 'AWSEvents.';

/** Answers a request to EventBridge. */
export function answerEvents(
  api: EventsApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const operation = operationOf(api);
  return answerAwsJson({ version: '1.1', operation }, request, response);
}

const operationOf = (api: EventsApi) => (target: string) => {
  const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : '';
  const run = eventsOperation(name);
  if (run) return (input: Record<string, unknown>) => run(api, input);
  throw unknownOperation(EVENTS_OPERATIONS, target);
};
