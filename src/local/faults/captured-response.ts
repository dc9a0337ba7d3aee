import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** A response that a service wrote, kept in memory. */
export interface Captured {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** A response that nobody receives. It is complete when `captured` resolves. */
export class CapturedResponse extends ServerResponse {
  readonly captured: Promise<Captured>;
  readonly #chunks: Buffer[] = [];
  #resolve: (captured: Captured) => void = () => undefined;
  #headers: OutgoingHttpHeaders = {};

  constructor(request: IncomingMessage) {
    super(request);
    this.captured = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  override writeHead(status: number, ...rest: unknown[]): this {
    this.statusCode = status;
    this.#headers = (rest.at(-1) ?? {}) as OutgoingHttpHeaders;
    return this;
  }

  override write(chunk: string | Uint8Array): boolean {
    this.#chunks.push(Buffer.from(chunk as string));
    return true;
  }

  override end(chunk?: unknown): this {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) this.write(chunk);
    const headers = { ...this.getHeaders(), ...this.#headers };
    this.#resolve({ status: this.statusCode, headers, body: Buffer.concat(this.#chunks) });
    this.emit('finish');
    this.emit('close');
    return this;
  }
}

/** The same request with another body. */
export function withBody(request: IncomingMessage, body: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  const { method, url, httpVersion, headers } = request;
  const { 'transfer-encoding': _, ...rest } = headers;
  Object.assign(copy, {
    ...{ method, url, httpVersion, complete: true },
    headers: { ...rest, 'content-length': String(body.length) },
  });
  copy.push(body);
  copy.push(null);
  return copy;
}
