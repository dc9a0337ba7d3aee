import { errorMessage } from '../platform/errors.ts';
import { CliError } from './context.ts';

/** Sends a request to a route of the stack under `/_sim/`. */
export type SendToStack = (method: string, path: string, body?: unknown) => Promise<unknown>;

/**
 * @param endpoint of the stack: `http://127.0.0.1:4566`
 * @returns sends requests; each throws CliError with the message of the stack, or if nothing answers
 */
export function stackSender(endpoint: string): SendToStack {
  return async (method, path, body) => {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(endpoint + path, init).catch((error: unknown) => {
      throw noAnswer(endpoint, error);
    });
    const text = await response.text().catch((error: unknown) => {
      throw noAnswer(endpoint, error);
    });
    const answer = parse(text);
    if (response.ok) return answer;
    const message = String(Object(answer).message ?? response.statusText);
    throw new CliError(`the stack refused ${method} ${path}: ${message}`);
  };
}

function noAnswer(endpoint: string, error: unknown): CliError {
  // `fetch` fails with "fetch failed"; its cause says why.
  const { cause = error } = Object(error) as { cause?: unknown };
  const { code = errorMessage(cause) } = Object(cause) as { code?: string };
  const todo = 'start the stack with npm start, or pass its port with --local <port>';
  const message =
    code === 'ECONNREFUSED'
      ? `nothing is listening on ${endpoint}: ${todo}`
      : `no answer from ${endpoint} (${code})`;
  return new CliError(message, { cause: error });
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    const message = errorMessage(cause);
    throw new CliError(`the answer of the stack is not JSON (${message})`, { cause });
  }
}
