import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HOST, listen } from '../../http/listen.ts';
import { createConsole } from './console.ts';
import type { ConsoleOptions } from './options.ts';

/** A console with a server of its own. */
export interface RunningConsole {
  /** `http://127.0.0.1:4580/console?token=…` */
  entryUrl: string;
  /** How often functions were invoked. */
  invocations(): number;
  close(): Promise<void>;
}

/**
 * Serves a console on 127.0.0.1.
 *
 * @param port 0 takes a free port
 * @throws the error of the server, such as EADDRINUSE
 */
export async function startConsole(options: ConsoleOptions, port: number): Promise<RunningConsole> {
  const served = createConsole(options);
  const server = createServer(served.listener);
  await listen(server, port);
  const origin = `http://${HOST}:${(server.address() as AddressInfo).port}`;
  return {
    entryUrl: origin + served.entryPath(),
    invocations: () => served.invocations,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      served.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
