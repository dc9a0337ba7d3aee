import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSimulator } from './simulator.ts';
import type { RunningSimulator, SimulatorOptions } from './types.ts';

/** Clients that keep connections open should meet no closing one: longer than the SDK's idle time. */
const KEEP_ALIVE_MS = 65_000;

/**
 * The IVS service on 127.0.0.1.
 *
 * @param options `port` 0, the default, takes a free one
 * @throws TypeError for a wrong option; the server's own error if the port is taken
 */
export async function startSimulator({
  port = 0,
  ...options
}: SimulatorOptions & { port?: number } = {}): Promise<RunningSimulator> {
  const simulator = createSimulator(options);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, simulator.listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    ...simulator,
    endpoint: `http://127.0.0.1:${address.port}`,
    async close() {
      simulator.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
