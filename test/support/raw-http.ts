import { connect } from 'node:net';

export interface RawResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

export interface RawOptions {
  /** Ends the client's side of the connection after it has sent everything. */
  halfClose?: boolean;
  /** Waits so long before each part but the first, ms. */
  pauseMs?: number;
  /** How long to wait for the server to close the connection, ms. Then the client closes it. */
  patienceMs?: number;
}

const PATIENCE_MS = 5_000;

/** Sends bytes on a connection of its own. @returns the responses, until the server closes the connection */
export async function sendRaw(
  endpoint: string,
  parts: string | Buffer | (string | Buffer)[],
  { halfClose = false, pauseMs = 0, patienceMs = PATIENCE_MS }: RawOptions = {},
): Promise<RawResponse[]> {
  const { hostname, port } = new URL(endpoint);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const received: Buffer[] = [];
  const ended = new Promise<void>((resolve) => {
    socket.on('data', (chunk) => received.push(chunk));
    socket.once('end', resolve);
    // The server may close a connection before it has read everything.
    socket.once('error', () => resolve());
    socket.once('close', () => resolve());
    setTimeout(resolve, patienceMs).unref();
  });
  for (const [index, part] of [parts].flat().entries()) {
    if (index > 0 && pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (socket.writable) socket.write(part);
  }
  if (halfClose) socket.end();
  await ended;
  socket.destroy();
  return readResponses(Buffer.concat(received).toString('latin1'));
}

/** A request that asks the server to close the connection, so that `sendRaw` need not wait. */
export function rawRequest(
  line: string,
  headers: Record<string, string | string[]> = {},
  body = '',
): string {
  const all = {
    Connection: 'close',
    ...(body && { 'Content-Length': `${body.length}` }),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}`),
  );
  return [line, ...lines, '', body].join('\r\n');
}

/** Reads responses with a Content-Length. A response without one has no body, or it is the last one. */
function readResponses(text: string): RawResponse[] {
  const responses: RawResponse[] = [];
  for (let rest = text; rest.startsWith('HTTP/'); ) {
    const end = rest.indexOf('\r\n\r\n');
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.split(':')[0]?.toLowerCase(), line.replace(/^[^:]*: */, '')]),
    );
    const status = Number(statusLine.split(' ')[1]);
    const hasBody = status >= 200 && status !== 204;
    const length = hasBody ? Number(headers['content-length'] ?? Number.POSITIVE_INFINITY) : 0;
    responses.push({ status, headers, body: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return responses;
}
