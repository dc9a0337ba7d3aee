import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../http.ts';
import type { Buses } from './bus.ts';
import { PutEventsError, putEvents } from './put-events.ts';

/** Answers EventBridge's AWS JSON 1.1 protocol: PutEvents, as rules come from serverless.yml. */
export async function answerEvents(
  buses: Buses,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  };
  const fail = (type: string, message: string): void =>
    sendJson(response, 400, { __type: type, message }, headers);
  const target = String(request.headers['x-amz-target'] ?? '');
  const body = (await readBody(request)).toString();
  if (target !== 'AWSEvents.PutEvents') {
    return fail(
      'UnknownOperationException',
      `The one-machine stack has PutEvents only, not ${target}.`,
    );
  }
  try {
    const input = JSON.parse(body) as { Entries?: unknown };
    sendJson(response, 200, putEvents(buses, input.Entries, Date.now()), headers);
  } catch (error) {
    if (error instanceof PutEventsError) return fail('ValidationException', error.message);
    if (error instanceof SyntaxError) return fail('SerializationException', error.message);
    throw error;
  }
}
