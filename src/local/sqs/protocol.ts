import type { IncomingMessage, ServerResponse } from 'node:http';
import { disconnectSignal } from '../../http/respond.ts';
import { answerAwsJson, type JsonObject, NOT_IMPLEMENTED } from '../aws-json.ts';
import { unsupported } from './errors.ts';
import { type SqsOperation, sqsOperation } from './operations/index.ts';
import type { Queues } from './queues.ts';

const TARGET = /^AmazonSQS\.([A-Za-z]+)$/;

/** Answers a request to SQS, which must use the AWS JSON 1.0 protocol. */
export function answerSqs(
  queues: Queues,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const caller = {
    endpoint: `http://${request.headers.host ?? `127.0.0.1:${request.socket.localPort}`}`,
    signal: disconnectSignal(response),
  };
  const operation = (target: string) => {
    const run = operationOf(target);
    return (input: JsonObject) => run(queues, input, caller);
  };
  return answerAwsJson({ version: '1.0', operation }, request, response);
}

function operationOf(target: string): SqsOperation {
  const name = TARGET.exec(target)?.[1] ?? '';
  const operation = sqsOperation(name);
  if (operation) return operation;
  throw unsupported(
    target ? `The operation ${name || target}` : 'The query protocol',
    NOT_IMPLEMENTED,
  );
}
