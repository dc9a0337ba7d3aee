import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { JsonError, parseJsonBody } from '../../http/json.ts';
import { BodyTooLargeError, readBody } from '../../http/read-body.ts';
import { ConnectionCutError, ServiceError } from '../errors.ts';
import { handleRequest, malformedRequest, unknownOperation } from '../handle-request.ts';
import { isPlainObject } from '../model/constraints.ts';
import type { SimulatedService } from '../simulated-service.ts';
import { type RoutedRequest, routeRequest } from './aws-routes.ts';
import { requireJsonRequest, requireJsonResponse } from './media-types.ts';
import { type HttpExchange, sendError, sendText } from './respond.ts';

/** Answers a request to the IVS API (protocol rest-json). */
export async function handleAwsApi(
  { request, response, url }: HttpExchange,
  current: () => SimulatedService,
): Promise<void> {
  const requestId = randomUUID();
  try {
    const { maxBodyBytes } = current().settings;
    const { operation, input } = await readRequest(request, url, maxBodyBytes);
    const output = await handleRequest(current(), operation.name, input, callerOf(request));
    const { responseCode } = operation.http;
    const body = responseCode === 204 ? undefined : JSON.stringify(output);
    sendText(response, responseCode, body, { 'x-amzn-RequestId': requestId });
  } catch (error) {
    if (error instanceof ConnectionCutError) response.destroy();
    else if (error instanceof ServiceError) sendError(response, error, requestId);
    else throw error;
  }
}

async function readRequest(
  request: IncomingMessage,
  url: URL,
  maxBodyBytes: number,
): Promise<RoutedRequest> {
  const { method = 'GET' } = request;
  const route = decodeRoute(method, url);
  if (!route) throw unknownOperation(`${method} ${request.url?.split('?')[0]}`);
  requireJsonResponse(request.headers);
  const bytes = await readBytes(request, maxBodyBytes);
  if (bytes.length > 0) requireJsonRequest(request.headers);
  const body = parseBody(bytes);
  return { operation: route.operation, input: { ...body, ...route.input } };
}

function decodeRoute(method: string, url: URL): RoutedRequest | undefined {
  try {
    return routeRequest(method, url);
  } catch (cause) {
    if (cause instanceof URIError) throw malformedRequest('the path is not percent-encoded UTF-8');
    throw cause;
  }
}

async function readBytes(request: IncomingMessage, maxBodyBytes: number): Promise<Buffer> {
  try {
    return await readBody(request, maxBodyBytes);
  } catch (cause) {
    if (!(cause instanceof BodyTooLargeError)) throw cause;
    throw new ServiceError('RequestEntityTooLargeException', 413, cause.message);
  }
}

function parseBody(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {};
  const body = parseJsonOf(bytes);
  if (!isPlainObject(body)) throw malformedRequest('the body is not a JSON object');
  return body;
}

function parseJsonOf(bytes: Buffer): unknown {
  try {
    return parseJsonBody(bytes);
  } catch (cause) {
    if (cause instanceof JsonError) throw malformedRequest(`the body is ${cause.message}`);
    throw cause;
  }
}

/** @returns the access key id in the SigV4 credential. The signature is not checked. */
function callerOf({ headers }: IncomingMessage): { accessKeyId?: string } {
  const accessKeyId = /Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1];
  return accessKeyId === undefined ? {} : { accessKeyId };
}
