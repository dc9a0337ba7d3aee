import { EventEmitter } from 'node:events';
import { rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, OutgoingHttpHeaders, Server } from 'node:http';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { listen } from '../../simulator/listen.ts';

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
  readonly #server: Server;
  readonly #handler: Handler;
  readonly #folder: string;

  /**
   * @param folder where the data is until `close()`. In memory, dynalite would need 30 KB for each stored
   *   session.
   */
  constructor(folder: string) {
    this.#folder = folder;
    const noDelays = { createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 };
    this.#server = dynalite({ ...noDelays, path: join(folder, 'tables') });
    this.#handler = this.#server.listeners('request')[0] as unknown as Handler;
  }

  /** Ends and deletes the data. */
  async close(): Promise<void> {
    // dynalite closes its data only together with a server that listens. Without listeners for requests, no
    // one gets an answer from it.
    this.#server.removeAllListeners('request');
    await listen(this.#server, 0);
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
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
