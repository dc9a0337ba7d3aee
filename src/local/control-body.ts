import type { IncomingMessage } from 'node:http';
import { JsonError, parseJsonBody } from '../http/json.ts';
import { readBody } from '../http/respond.ts';
import { ControlError } from '../simulator/index.ts';

/**
 * Reads the JSON body of a request to a route under `/_sim/`.
 *
 * @returns undefined without a body
 * @throws ControlError 400 if the body is not JSON
 */
export async function readControlBody(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request);
  try {
    return body.length === 0 ? undefined : parseJsonBody(body);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ControlError(400, `body: expected JSON, received ${error.message}`);
  }
}
