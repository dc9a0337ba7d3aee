import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeUtf8, JsonError, parseJson } from '../../simulator/http/json.ts';
import { decodePart } from '../../simulator/http/request-url.ts';

import { functionArn } from '../account.ts';
import type { FunctionPlan } from '../config/plan.ts';
import { type Headers, readBody, send, sendJson, urlOf } from '../http.ts';
import type { AsyncInvoker } from './async-invoker.ts';
import type { FunctionHost } from './function-host.ts';
import { TooManyRequestsError } from './instance-pool.ts';

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_SYNC_BYTES = 6 * 1_048_576;
const MAX_ASYNC_BYTES = 1_048_576;

export interface InvokeApi {
  host: FunctionHost;
  asyncInvoker: AsyncInvoker;
}

/** An error response of Lambda: the request is wrong, the function has not run. */
class LambdaError extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/** Answers Lambda's Invoke. The function is given by its name in serverless.yml, its full name or its ARN. */
export async function answerLambda(
  api: InvokeApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = { 'x-amzn-requestid': randomUUID() };
  try {
    const url = urlOf(request);
    const plan = targetOf(api.host, request.method ?? '', url);
    const body = await readBody(request);
    const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
    const clientContext = readClientContext(request.headers['x-amz-client-context']);
    const payload = readPayload(body, type);
    await invoke(api, plan, { type, payload, clientContext }, response, headers);
  } catch (error) {
    if (!(error instanceof LambdaError)) throw error;
    const { status, type, message } = error;
    const body = { Type: 'User', Message: message, message };
    sendJson(response, status, body, { ...headers, 'x-amzn-errortype': type });
  }
}

function targetOf(host: FunctionHost, method: string, url: URL): FunctionPlan {
  const name = PATH.exec(url.pathname)?.[1];
  if (method !== 'POST' || name === undefined) {
    const what = `${method} ${url.pathname}`;
    throw new LambdaError(
      404,
      'UnknownOperationException',
      `The one-machine stack has Invoke only, not ${what}`,
    );
  }
  const nameOrArn = decodePart(name);
  if (nameOrArn === undefined) {
    throw new LambdaError(
      400,
      'InvalidParameterValueException',
      `FunctionName: not UTF-8: ${name}`,
    );
  }
  const qualifier = url.searchParams.get('Qualifier') ?? '$LATEST';
  const plan = qualifier === '$LATEST' ? host.find(nameOrArn) : undefined;
  if (plan) return plan;
  const arn = nameOrArn.startsWith('arn:') ? nameOrArn : functionArn(nameOrArn);
  const suffix = qualifier === '$LATEST' ? '' : `:${qualifier}`;
  throw new LambdaError(404, 'ResourceNotFoundException', `Function not found: ${arn}${suffix}`);
}

function readPayload(body: Buffer, type: string): string {
  const maxBytes = type === 'Event' ? MAX_ASYNC_BYTES : MAX_SYNC_BYTES;
  const bytes = body.length;
  if (bytes > maxBytes) {
    const message = `${bytes} byte payload is too large for the ${type} invocation type (limit ${maxBytes} bytes)`;
    throw new LambdaError(413, 'RequestTooLargeException', message);
  }
  if (bytes === 0) return '{}';
  try {
    const payload = decodeUtf8(body);
    parseJson(payload);
    return payload;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const message = `Could not parse request body into json: ${error.message}`;
    throw new LambdaError(400, 'InvalidRequestContentException', message);
  }
}

interface Invocation {
  type: string;
  /** JSON */
  payload: string;
  /** JSON */
  clientContext: string | undefined;
}

/** What a caller says of itself: JSON in base64, which Lambda hands to the function of a synchronous invocation. */
function readClientContext(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header === '') return undefined;
  try {
    const json = Buffer.from(header, 'base64').toString('utf8');
    parseJson(json);
    return json;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const message = `Client context must be a valid Base64-encoded JSON object: ${error.message}`;
    throw new LambdaError(400, 'InvalidRequestContentException', message);
  }
}

async function invoke(
  { host, asyncInvoker }: InvokeApi,
  plan: FunctionPlan,
  { type, payload, clientContext }: Invocation,
  response: ServerResponse,
  headers: Headers,
): Promise<void> {
  if (type === 'DryRun') return send(response, 204, '', headers);
  if (type === 'Event') {
    const requestId = asyncInvoker.accept(plan, payload);
    return send(response, 202, '', { ...headers, 'x-amzn-requestid': requestId });
  }
  if (type !== 'RequestResponse') {
    throw new LambdaError(400, 'InvalidParameterValueException', `Unknown invocation type ${type}`);
  }
  const outcome = await runNow(host, plan);
  const version = {
    ...headers,
    'x-amz-executed-version': '$LATEST',
    'content-type': 'application/json',
  };
  if ('payload' in outcome) return send(response, 200, outcome.payload, version);
  const failed = { ...version, 'x-amz-function-error': 'Unhandled' };
  send(response, 200, JSON.stringify(outcome.error), failed);

  async function runNow(functions: FunctionHost, { name }: FunctionPlan) {
    try {
      const requestId = headers['x-amzn-requestid'] ?? randomUUID();
      return await functions.invoke(name, payload, { throttle: true, requestId, clientContext });
    } catch (error) {
      if (!(error instanceof TooManyRequestsError)) throw error;
      throw new LambdaError(429, error.name, error.message);
    }
  }
}
