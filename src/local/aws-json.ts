import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Headers, readBody, sendJson } from './http.ts';

/** The members of a request or a response. */
export type JsonObject = Record<string, unknown>;

/** An error that an AWS service answers with status 400. */
export class AwsError extends Error {
  readonly type: string;
  readonly headers: Headers;

  /** @param type the name of the error's shape, for example `ValidationException` */
  constructor(type: string, message: string, headers: Headers = {}) {
    super(message);
    this.type = type;
    this.headers = headers;
  }
}

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
    const { type, message } = error;
    sendJson(response, 400, { __type: type, message }, { ...headers, ...error.headers });
  }
}

/** The message of the JSON parser is not used: it may quote a secret in the body. */
function parseInput(body: Buffer): JsonObject {
  let input: unknown;
  try {
    input = JSON.parse(body.toString() || '{}');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input))
    return input as JsonObject;
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}
