import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { goneSignal, readBody, sendJson } from '../http.ts';
import { SqsError, unsupported } from './errors.ts';
import type { Input } from './input.ts';
import { getQueueAttributes, getQueueUrl, listQueues, purgeQueue } from './operations/describe.ts';
import { receiveMessage } from './operations/receive.ts';
import { sendMessage, sendMessageBatch } from './operations/send.ts';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from './operations/settle.ts';
import type { Queues } from './queues.ts';

interface Caller {
  /** Where the caller reached us: queue URLs begin with it. */
  endpoint: string;
  signal: AbortSignal;
}
type Operation = (queues: Queues, input: Input, caller: Caller) => object | Promise<object>;

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

/** Answers a request in SQS's AWS JSON 1.0 protocol, with the error codes of both its protocols. */
export async function answerSqs(
  queues: Queues,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
  };
  try {
    const signal = goneSignal(response);
    const endpoint = `http://${request.headers.host ?? 'localhost'}`;
    const body = await readBody(request);
    const output = await operationOf(request)(queues, parse(body), { endpoint, signal });
    sendJson(response, 200, output, headers);
  } catch (error) {
    if (!(error instanceof SqsError)) throw error;
    const { code, queryCode, message } = error;
    const query = { 'x-amzn-query-error': `${queryCode};Sender` };
    sendJson(
      response,
      400,
      { __type: `com.amazonaws.sqs#${code}`, message },
      { ...headers, ...query },
    );
  }
}

function operationOf(request: IncomingMessage): Operation {
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = TARGET.exec(target)?.[1] ?? '';
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (!operation)
    throw unsupported(target ? `The operation ${name || target}` : 'The query protocol');
  return operation;
}

function parse(body: Buffer): Input {
  try {
    const input: unknown = JSON.parse(body.toString() || '{}');
    if (typeof input === 'object' && input !== null) return input as Input;
  } catch (cause) {
    throw new SqsError('SerializationException', `The body is not JSON: ${String(cause)}`);
  }
  throw new SqsError('SerializationException', 'The body is not a JSON object.');
}
