import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ConnectionCutError, ServiceError } from '../errors.ts';
import { handleRequest, unknownOperation } from '../handle-request.ts';
import { isPlainObject } from '../model/constraints.ts';
import type { SimulatedService } from '../simulated-service.ts';
import { type RoutedRequest, routeRequest } from './aws-routes.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';
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
    const text = await handleRequest(current(), operation.name, input, callerOf(request));
    const { responseCode } = operation.http;
    const body = responseCode === 204 ? undefined : text;
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
  const body = parseBody(await readText(request, maxBodyBytes));
  return { operation: route.operation, input: { ...body, ...route.input } };
}

function decodeRoute(method: string, url: URL): RoutedRequest | undefined {
  try {
    return routeRequest(method, url);
  } catch (cause) {
    if (cause instanceof URIError) throw malformed('the path is not percent-encoded UTF-8');
    throw cause;
  }
}

async function readText(request: IncomingMessage, maxBodyBytes: number): Promise<string> {
  try {
    return (await readBody(request, maxBodyBytes)).toString();
  } catch (cause) {
    if (!(cause instanceof BodyTooLargeError)) throw cause;
    throw new ServiceError('RequestEntityTooLargeException', 413, cause.message);
  }
}

function parseBody(text: string): Record<string, unknown> {
  if (text === '') return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw malformed('the body is not JSON');
  }
  if (!isPlainObject(body)) throw malformed('the body is not a JSON object');
  return body;
}

const malformed = (message: string): ServiceError =>
  new ServiceError('SerializationException', 400, message);

/** @returns the access key id in the SigV4 credential. The signature is not checked. */
function callerOf({ headers }: IncomingMessage): { accessKeyId?: string } {
  const accessKeyId = /Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1];
  return accessKeyId === undefined ? {} : { accessKeyId };
}
