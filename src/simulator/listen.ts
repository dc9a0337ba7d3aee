import type { Server } from 'node:net';

/** Where everything here listens: this machine alone reaches it. */
export const HOST = '127.0.0.1';

/**
 * Resolves when an HTTP or TCP server listens.
 *
 * @param port 0 takes a free one
 * @throws the server's own error, if the port is taken; later errors are none of this function's
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
