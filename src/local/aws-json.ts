import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { JsonError, parseJsonBody } from '../http/json.ts';
import { type Headers, readBody, sendJson } from '../http/respond.ts';

/** The members of a request or a response. */
export type JsonObject = Record<string, unknown>;

/** An error response of an AWS service: status 400, unless it says another. */
export class AwsError extends Error {
  readonly type: string;
  readonly headers: Headers;
  readonly status: number;

  /** @param type the name of the error's shape, for example `ValidationException` */
  constructor(type: string, message: string, headers: Headers = {}, status = 400) {
    super(message);
    this.type = type;
    this.headers = headers;
    this.status = status;
  }
}

/** Not Implemented. SDKs do not retry it. */
export const NOT_IMPLEMENTED = 501;

/**
 * The error for an operation that the stack does not have.
 *
 * @param known the operations that it has
 */
export const unknownOperation = (known: readonly string[], target: string): AwsError =>
  new AwsError(
    'UnknownOperationException',
    `The one-machine stack has ${known.join(', ')} only, not ${target || 'a request without X-Amz-Target'}.`,
    {},
    NOT_IMPLEMENTED,
  );

export interface AwsJsonService {
  /** The version of the AWS JSON protocol. */
  version: '1.0' | '1.1';
  /**
   * @param target the X-Amz-Target header: `<service>.<operation>`; empty if there is none
   * @returns what runs the operation; it may throw AwsError
   * @throws AwsError if the service does not have the operation
   */
  operation(target: string): (input: JsonObject) => object | Promise<object>;
}

/** Answers a request in the AWS JSON protocol. */
export async function answerAwsJson(
  { version, operation }: AwsJsonService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = {
    'content-type': `application/x-amz-json-${version}`,
    'x-amzn-requestid': randomUUID(),
  };
  try {
    const body = await readBody(request);
    const run = operation(String(request.headers['x-amz-target'] ?? ''));
    sendJson(response, 200, await run(parseInput(body)), headers);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    sendAwsError(response, error, headers);
  }
}

export function sendAwsError(response: ServerResponse, error: AwsError, headers: Headers): void {
  const { type, message, status } = error;
  sendJson(response, status, { __type: type, message }, { ...headers, ...error.headers });
}

/**
 * Reads the body of a request, which must be a JSON object; an empty body counts as `{}`.
 *
 * @throws AwsError SerializationException
 */
export function parseInput(body: Buffer): JsonObject {
  const input = body.length > 0 ? parse(body) : {};
  if (isJsonObject(input)) return input;
  throw serializationError('The request body is not a JSON object.');
}

function parse(body: Buffer): unknown {
  try {
    return parseJsonBody(body);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw serializationError(`The request body is ${error.message}.`);
  }
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The error for a value of the wrong JSON type. */
export const serializationError = (message: string): AwsError =>
  new AwsError('SerializationException', message);
