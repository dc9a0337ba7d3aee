import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOST, listen } from '../../../src/http/listen.ts';
import { readBody } from '../../../src/http/respond.ts';

const PATHS = {
  next: 'GET /2018-06-01/runtime/invocation/next',
  initError: 'POST /2018-06-01/runtime/init/error',
};
const RESULT = /^POST \/2018-06-01\/runtime\/invocation\/[\w-]+\/(response|error)$/;

/** How an invocation ended. `phase` says whether the function failed before it saw an event. */
export type Outcome =
  | { answer: unknown }
  | { phase: 'init' | 'invoke'; error: { errorType: string; errorMessage: string } };

export interface FunctionIdentity {
  arn: string;
  timeoutMs: number;
}

interface Invocation {
  event: unknown;
  resolve(outcome: Outcome): void;
}

/**
 * Lambda's Runtime API for one instance of a function, which runs one event at a time.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  readonly #identity: FunctionIdentity;
  readonly #server: Server;
  readonly #waiting: Invocation[] = [];
  #running: Invocation | undefined;
  /** The request for the next invocation, if the instance is idle. */
  #poll: ServerResponse | undefined;
  #ended: Outcome | undefined;

  constructor(identity: FunctionIdentity) {
    this.#identity = identity;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @returns `127.0.0.1:<port>`: the value for AWS_LAMBDA_RUNTIME_API */
  async listen(): Promise<string> {
    await listen(this.#server, 0);
    return `${HOST}:${(this.#server.address() as AddressInfo).port}`;
  }

  invoke(event: unknown): Promise<Outcome> {
    if (this.#ended) return Promise.resolve(this.#ended);
    return new Promise((resolve) => {
      this.#waiting.push({ event, resolve });
      this.#deliver();
    });
  }

  /** The instance has ended: no invocation gets an answer any more. */
  end(outcome: Outcome): void {
    this.#ended ??= outcome;
    for (const { resolve } of this.#waiting.splice(0)) resolve(this.#ended);
    this.#complete(this.#ended);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = `${request.method} ${request.url}`;
    if (operation === PATHS.next) {
      this.#poll = response;
      return this.#deliver();
    }
    const content = JSON.parse((await readBody(request)).toString());
    const [, result] = RESULT.exec(operation) ?? [];
    if (operation === PATHS.initError) this.end({ phase: 'init', error: content });
    else if (result === 'response') this.#complete({ answer: content });
    else if (result === 'error') this.#complete({ phase: 'invoke', error: content });
    response.writeHead(result || operation === PATHS.initError ? 202 : 404).end();
  }

  #deliver(): void {
    if (!this.#poll || this.#running) return;
    this.#running = this.#waiting.shift();
    if (!this.#running) return;
    const { arn, timeoutMs } = this.#identity;
    this.#poll.writeHead(200, {
      'content-type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': randomUUID(),
      'Lambda-Runtime-Deadline-Ms': Date.now() + timeoutMs,
      'Lambda-Runtime-Invoked-Function-Arn': arn,
      'Lambda-Runtime-Trace-Id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0',
    });
    this.#poll.end(JSON.stringify(this.#running.event));
    this.#poll = undefined;
  }

  #complete(outcome: Outcome): void {
    const running = this.#running;
    this.#running = undefined;
    running?.resolve(outcome);
  }
}
