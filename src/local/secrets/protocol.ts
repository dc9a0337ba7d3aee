import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAwsJson } from '../aws-json.ts';
import type { Secrets } from './secrets.ts';

const TARGET = /^secretsmanager\.(\w+)$/;

/** Answers a request to Secrets Manager. No error quotes the request, which may hold a secret. */
export function answerSecrets(
  secrets: Secrets,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const operation = (target: string) => secrets.operation(TARGET.exec(target)?.[1] ?? target);
  return answerAwsJson({ version: '1.1', operation }, request, response);
}
