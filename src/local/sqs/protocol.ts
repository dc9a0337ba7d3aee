import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAwsJson, type JsonObject } from '../aws-json.ts';
import { disconnectSignal } from '../http.ts';
import { unsupported } from './errors.ts';
import { deleteMessage, deleteMessageBatch } from './operations/delete.ts';
import { getQueueAttributes, getQueueUrl, listQueues, purgeQueue } from './operations/describe.ts';
import { receiveMessage } from './operations/receive.ts';
import { sendMessage, sendMessageBatch } from './operations/send.ts';
import { changeMessageVisibility, changeMessageVisibilityBatch } from './operations/visibility.ts';
import type { Queues } from './queues.ts';

interface SqsCaller {
  /** The endpoint that the caller used: queue URLs begin with it. */
  endpoint: string;
  signal: AbortSignal;
}
type Operation = (queues: Queues, input: JsonObject, caller: SqsCaller) => object | Promise<object>;

const OPERATIONS: Record<string, Operation> = {
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  ReceiveMessage: (queues, input, { signal }) => receiveMessage(queues, input, signal),
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  ChangeMessageVisibility: changeMessageVisibility,
  ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
  GetQueueUrl: (queues, input, { endpoint }) => getQueueUrl(queues, input, endpoint),
  GetQueueAttributes: getQueueAttributes,
  ListQueues: (queues, input, { endpoint }) => listQueues(queues, input, endpoint),
  PurgeQueue: purgeQueue,
};

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

function operationOf(target: string): Operation {
  const name = TARGET.exec(target)?.[1] ?? '';
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation) return operation;
  throw unsupported(target ? `The operation ${name || target}` : 'The query protocol');
}
