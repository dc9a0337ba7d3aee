import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../http.ts';
import { SecretsError } from './errors.ts';
import type { Secrets } from './secrets.ts';

const TARGET = /^secretsmanager\.(\w+)$/;

/** Answers Secrets Manager's AWS JSON 1.1 protocol. What a request holds is never quoted. */
export async function answerSecrets(
  secrets: Secrets,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  };
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = TARGET.exec(target)?.[1] ?? (target || 'a request without X-Amz-Target');
  const body = (await readBody(request)).toString();
  try {
    sendJson(response, 200, secrets.answer(operation, parse(body)), headers);
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error;
    const { type, message } = error;
    sendJson(response, 400, { __type: type, message }, { ...headers, 'x-amzn-errortype': type });
  }
}

/** @throws SecretsError; the parser's own would quote the text */
function parse(body: string): Record<string, unknown> {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input))
    return input as Record<string, unknown>;
  throw new SecretsError('SerializationException', 'The request is not a JSON object.');
}
