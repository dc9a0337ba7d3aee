import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { InputError } from '../../platform/errors.ts';
import type { EnqueueResult } from './enqueue.ts';

/**
 * | status | when |
 * |---|---|
 * | 200 | every message was queued |
 * | 207 | some messages were queued |
 * | 429 | none was queued, and a channel's backlog is full; `retry-after` says when to try again |
 * | 503 | none was queued, no backlog is full, and the queue or the table did not answer in time |
 * | 400 | none was queued, because each of them is wrong |
 */
export function httpAnswer({
  answer,
  retryAfterMs,
}: EnqueueResult): APIGatewayProxyStructuredResultV2 {
  const { accepted, rejected } = answer;
  const isRefusedBy = (field: string) => rejected.some((rejection) => rejection.field === field);
  if (rejected.length === 0) return json(200, answer);
  if (accepted.length > 0) return json(207, answer);
  if (isRefusedBy('backlog')) {
    return json(429, answer, { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) });
  }
  return json(isRefusedBy('queue') ? 503 : 400, answer);
}

/** The answer to a request that cannot be read. */
export const httpFault = ({ field, message }: InputError): APIGatewayProxyStructuredResultV2 =>
  json(400, { field, message });

function json(
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  const type = { 'content-type': 'application/json' };
  return { statusCode, headers: { ...type, ...headers }, body: JSON.stringify(body) };
}
