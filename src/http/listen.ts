import type { Server } from 'node:net';

/** The address on which all servers listen. Only this machine can reach it. */
export const HOST = '127.0.0.1';

/**
 * How long a server keeps an idle connection open, ms. It is longer than the SDK does, so that no client sends a request
 * on a connection that the server is closing.
 */
export const KEEP_ALIVE_MS = 65_000;

/**
 * Starts an HTTP or TCP server.
 *
 * @param port 0 takes a free port
 * @returns a promise that resolves when the server listens
 * @throws the error of the server, such as EADDRINUSE. Later errors of the server are not handled here.
 */
export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
