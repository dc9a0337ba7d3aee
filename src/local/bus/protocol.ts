import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError, answerAwsJson } from '../aws-json.ts';
import type { Buses } from './bus.ts';
import { putEvents } from './put-events.ts';

/** Answers a request to EventBridge. Only PutEvents exists: rules come from serverless.yml. */
export function answerEvents(
  buses: Buses,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return answerAwsJson({ version: '1.1', operation: operationOf(buses) }, request, response);
}

const operationOf = (buses: Buses) => (target: string) => {
  if (target === 'AWSEvents.PutEvents')
    return ({ Entries }: { Entries?: unknown }) => putEvents(buses, Entries, Date.now());
  const message = `The one-machine stack has PutEvents only, not ${target}.`;
  throw new AwsError('UnknownOperationException', message);
};
