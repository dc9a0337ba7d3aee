import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeUtf8, JsonError, parseJson } from '../../http/json.ts';
import { decodePart } from '../../http/request-url.ts';
import { type Headers, readBody, send, sendJson, urlOf } from '../../http/respond.ts';
import { functionArn } from '../account.ts';
import { NOT_IMPLEMENTED } from '../aws-json.ts';
import type { FunctionPlan } from '../config/plan.ts';
import type { AsyncInvoker } from './async-invoker.ts';
import {
  type ConfigurationContext,
  configurationOf,
  listMappings,
  updateConfiguration,
  updateMapping,
} from './configuration-api.ts';
import type { FunctionHost } from './function-host.ts';
import { TooManyRequestsError } from './instance-pool.ts';
import { LambdaError } from './lambda-error.ts';
import { LAMBDA_OPERATIONS, type LambdaOperation, lambdaOperation } from './lambda-operations.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_SYNC_BYTES = 6 * 1_048_576;
const MAX_ASYNC_BYTES = 1_048_576;

export interface InvokeApi extends ConfigurationContext {
  asyncInvoker: AsyncInvoker;
}

/**
 * Answers a request to Lambda: Invoke, and some operations on functions and their event sources. A function is given
 * by its name in serverless.yml, its full name or its ARN.
 */
export async function answerLambda(
  api: InvokeApi,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = { 'x-amzn-requestid': randomUUID() };
  try {
    const url = urlOf(request);
    const operation = lambdaOperation(request.method ?? '', url.pathname);
    if (!operation) throw unknownOperation(request.method, url);
    const body = await readBody(request);
    if (operation.name === 'Invoke') {
      const type = String(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
      const plan = targetOf(api.host, operation.subject ?? '', url);
      const clientContext = readClientContext(request.headers['x-amz-client-context']);
      const payload = readPayload(body, type);
      await invoke(api, plan, { type, payload, clientContext }, response, headers);
    } else {
      const answer = configure(api, operation, url, body);
      if (answer) sendJson(response, 200, answer, headers);
      else send(response, 204, '', headers);
    }
  } catch (error) {
    if (!(error instanceof LambdaError)) throw error;
    const { status, type, message } = error;
    const body = { Type: 'User', Message: message, message };
    sendJson(response, status, body, { ...headers, 'x-amzn-errortype': type });
  }
}

/** Performs an operation that is not Invoke. @returns the answer; undefined for one without a body */
function configure(
  api: ConfigurationContext,
  { name, subject = '' }: LambdaOperation,
  url: URL,
  body: Buffer,
): object | undefined {
  switch (name) {
    case 'ListFunctions':
      return { Functions: api.host.plans().map(configurationOf) };
    case 'GetFunctionConfiguration':
      return configurationOf(targetOf(api.host, subject, url));
    case 'UpdateFunctionConfiguration':
      return updateConfiguration(api, targetOf(api.host, subject, url), readJson(body));
    case 'DeleteFunction':
      api.host.remove(targetOf(api.host, subject, url).name);
      return undefined;
    case 'ListEventSourceMappings':
      return listMappings(api, url.searchParams);
    default:
      return updateMapping(api, subject, readJson(body));
  }
}

function unknownOperation(method: string | undefined, { pathname }: URL): LambdaError {
  const message = `The one-machine stack has ${LAMBDA_OPERATIONS.join(', ')} only, not ${method} ${pathname}`;
  return new LambdaError(NOT_IMPLEMENTED, 'UnknownOperationException', message);
}

function targetOf(host: FunctionHost, name: string, url: URL): FunctionPlan {
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
  readJson(body);
  return decodeUtf8(body);
}

function readJson(body: Buffer): unknown {
  try {
    return parseJson(decodeUtf8(body));
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
