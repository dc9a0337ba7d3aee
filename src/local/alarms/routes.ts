import type { IncomingMessage, ServerResponse } from 'node:http';
import { JsonError, parseJsonBody } from '../../http/json.ts';
import { HttpError, readBody, sendJsonLine } from '../../http/respond.ts';
import type { Alarms } from './alarms.ts';

/** A day is longer than the range of any alarm. */
const MOST_SECONDS = 86_400;

/**
 * Answers the routes of alarms.
 *
 * | route | answer |
 * |---|---|
 * | GET /_sim/alarms | all alarms with their states |
 * | POST /_sim/alarms/advance | moves the time of metrics forward by `seconds`, and answers as GET does |
 * | GET /_sim/metrics | all metrics that had a value: namespace, name and dimensions |
 *
 * @returns whether the request was for one of these routes
 * @throws HttpError for a wrong body
 */
export async function answerAlarms(
  alarms: Alarms,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const route = `${request.method} ${path}`;
  if (route === 'GET /_sim/metrics') sendJsonLine(response, 200, alarms.metrics());
  else if (route === 'GET /_sim/alarms') sendJsonLine(response, 200, alarms.evaluate());
  else if (route === 'POST /_sim/alarms/advance') {
    alarms.advance(secondsIn(await readBody(request)) * 1_000);
    sendJsonLine(response, 200, alarms.evaluate());
  } else return false;
  return true;
}

function secondsIn(body: Buffer): number {
  const { seconds } = (readJson(body) ?? {}) as { seconds?: unknown };
  const isValid = typeof seconds === 'number' && seconds > 0 && seconds <= MOST_SECONDS;
  if (isValid) return seconds;
  const received = JSON.stringify(seconds) ?? 'nothing';
  throw new HttpError(
    400,
    `seconds: expected a number over 0, up to ${MOST_SECONDS}, received ${received}`,
  );
}

function readJson(body: Buffer): unknown {
  try {
    return parseJsonBody(body);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new HttpError(400, `body: expected JSON, received ${error.message}`);
  }
}
