import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import dynalite from 'dynalite';

export interface DynaliteRequest {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface DynaliteResponse {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

/** dynalite threw an error on a request that it did not expect. */
export class UnexpectedRequestError extends Error {
  override readonly name = 'UnexpectedRequestError';
}

type Handler = (request: EventEmitter, response: CollectedResponse) => void;

/**
 * dynalite without its HTTP server. That server would listen on a port of its own, where it answers every web
 * page, and it ends the process when it throws an error or when a client disconnects.
 */
export class Dynalite {
  readonly #handler: Handler;

  constructor() {
    const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
    this.#handler = server.listeners('request')[0] as unknown as Handler;
  }

  /** @throws UnexpectedRequestError */
  answer({ body, ...head }: DynaliteRequest): Promise<DynaliteResponse> {
    return new Promise((resolve, reject) => {
      const request = Object.assign(new EventEmitter(), head);
      this.#handler(request, new CollectedResponse(resolve));
      try {
        if (body.length > 0) request.emit('data', body);
        request.emit('end');
      } catch (error) {
        reject(new UnexpectedRequestError(`${error}`));
      }
    });
  }
}

/** What dynalite uses of a `ServerResponse`. */
class CollectedResponse {
  statusCode = 200;
  readonly #headers: OutgoingHttpHeaders = {};
  readonly #done: (response: DynaliteResponse) => void;

  constructor(done: (response: DynaliteResponse) => void) {
    this.#done = done;
  }

  setHeader(name: string, value: string | number): void {
    this.#headers[name.toLowerCase()] = value;
  }

  end(body = ''): void {
    this.#done({ status: this.statusCode, headers: this.#headers, body });
  }
}
